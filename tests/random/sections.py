# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a guest has besides its devices, drawn at random."""
from draw import element, FOLDER, text

MACHINES = ('pseries', 'pseries', 'pseries', 'pseries-10.0', 'pseries-8.2', 'pseries-7.2', 'pseries-5.2', 'pseries-4.0', 'pseries-3.0')


# ---- memory

def memory(draw, modules):
    """-> the elements that say how much: in any unit, with room for @modules"""
    size = draw.one(512, 1024, 1000, 768)
    stated = draw.one(('MiB', size), ('MiB', size), ('KiB', size << 10), ('GiB', 1), (None, size << 10), ('M', size), ('MB', size), ('bytes', size << 20), ('b', size << 20), ('k', size << 10))
    made = [text('memory', stated[1], **({'unit': stated[0]} if stated[0] else {}))]
    if modules or draw.dice.random() < 0.03:
        made.append(text('maxMemory', draw.one(4, 8, *draw.odd(3)), unit='GiB', slots='16'))
    if draw.dice.random() < 0.2:
        made.append(text('currentMemory', draw.one(256, 512, size), unit='MiB'))
    return made


def backing(draw):
    choices = (element('nosharepages'), element('locked'), element('source', {'type': draw.one('file', 'anonymous', 'memfd')}), element('discard'),
               element('access', {'mode': draw.one('shared', 'private')}), element('allocation', {'mode': draw.one('immediate', 'ondemand'), 'threads': draw.maybe(0.3, 2)}),
               element('hugepages', {}, draw.maybe(0.5, lambda: element('page', {'size': draw.one(2048, 16384), 'unit': 'KiB', 'nodeset': draw.maybe(0.2, 0)}))))
    return element('memoryBacking', {}, *draw.dice.sample(choices, draw.one(1, 1, 2)))


def memtune(draw):
    return element('memtune', {}, *(text(name, draw.one(2000000, 3000000), unit=draw.one('KiB', 'k', 'KB')) for name in ('hard_limit', 'soft_limit', 'swap_hard_limit', 'min_guarantee')
                                    if draw.dice.random() < (0.5 if name != 'min_guarantee' else 0.05)))


def numatune(draw):
    return element('numatune', {}, element('memory', {'mode': draw.one('strict', 'preferred', 'interleave', 'restrictive'), 'nodeset': draw.one('0', '0-1'),
                                                      'placement': draw.maybe(0.2, 'static')}))


# ---- processors

def processor(draw, has_modules):
    numa = element('numa', {}, element('cell', {'id': draw.maybe(0.8, 0), 'cpus': '0-1', 'memory': 1, 'unit': 'GiB', 'memAccess': draw.maybe(0.1, 'shared')})) \
        if (has_modules and draw.dice.random() < 0.6) or draw.dice.random() < 0.05 else None
    if numa is not None and draw.dice.random() < 0.2:
        numa.append(element('cell', {'id': 1, 'memory': 512, 'unit': 'MiB', 'cpus': None}, draw.maybe(0.4, lambda: element('distances', {}, element('sibling', {'id': 0, 'value': 21})))))
    topology = draw.maybe(0.2, lambda: element('topology', {'sockets': draw.one(1, *draw.odd(2)), 'dies': draw.maybe(0.3, 1), 'clusters': draw.maybe(0.1, 1), 'cores': draw.one(2, *draw.odd(1)),
                                                            'threads': draw.one(1, *draw.odd(2))}))
    model = draw.maybe(0.3, lambda: text('model', draw.one('POWER8', 'POWER9', 'POWER10', 'power9', *draw.odd('POWER7', 'power9_v2.0', 'host')), **draw.one({'fallback': 'forbid'}, {'fallback': 'allow'}, {})))
    feature = draw.maybe(0.02, lambda: element('feature', {'policy': draw.one('optional', *draw.odd('require', 'disable')), 'name': 'htm'}))
    if model is not None:
        return element('cpu', {'mode': draw.maybe(0.8, lambda: draw.one('custom', *draw.odd('host-model'))), 'match': draw.maybe(0.7, lambda: draw.one('exact', *draw.odd('minimum', 'strict'))),
                               'check': draw.maybe(0.2, lambda: draw.one('none', 'partial', 'full'))}, model, draw.maybe(0.05, lambda: text('vendor', 'IBM')), topology, feature, numa)
    mode = draw.maybe(0.05, lambda: draw.one('host-model', *draw.odd('host-passthrough', 'maximum')))
    if numa is None and topology is None and mode is None and feature is None:
        return None
    return element('cpu', {'mode': mode}, topology, feature, numa)


def vcpus(draw):
    made = [text('vcpu', 2, **{name: value for name, value in (('placement', draw.maybe(0.3, lambda: draw.one('static', *draw.odd('auto')))), ('cpuset', draw.maybe(0.05, '0-1')),
                                                               ('current', draw.maybe(0.1, '1') if draw.is_odd else None)) if value})]
    if draw.dice.random() < 0.03:
        made.append(element('vcpus', {}, element('vcpu', {'id': 0, 'enabled': 'yes', 'hotpluggable': 'no', 'order': draw.maybe(0.5, 1)}),
                            element('vcpu', {'id': 1, 'enabled': 'no' if draw.dice.random() < 0.8 else 'yes', 'hotpluggable': 'yes', 'order': None})))
    return made


def cputune(draw):
    choices = (text('shares', 1024), text('period', 100000), text('quota', draw.one(-1, 50000)), element('vcpupin', {'vcpu': draw.one(0, 1, *draw.odd(5)), 'cpuset': draw.one('0', '0-1', '0,1', '0-1,^1')}),
               element('emulatorpin', {'cpuset': '0'}), *([element('iothreadpin', {'iothread': 1, 'cpuset': '1'})] if draw.has_iothreads or draw.is_odd else []), text('emulator_period', 100000), text('global_quota', 20000),
               element('vcpusched', {'vcpus': '0', 'scheduler': draw.one('fifo', 'rr'), 'priority': 1}), *([element('iothreadsched', {'iothreads': '1', 'scheduler': 'batch'})] if draw.has_iothreads or draw.is_odd else []),
               element('emulatorsched', {'scheduler': 'idle'}), *draw.odd(element('cachetune', {'vcpus': '0'}, element('cache', {'id': 0, 'level': 3, 'type': 'both', 'size': 3, 'unit': 'MiB'}))))
    return element('cputune', {}, *draw.dice.sample(choices, draw.one(1, 2, 3)))


def iothreads(draw):
    made = [text('iothreads', 2)]
    if draw.dice.random() < 0.3:
        made.append(element('iothreadids', {}, *(element('iothread', {'id': number, 'thread_pool_max': draw.maybe(0.2, 8)}, draw.maybe(0.2, lambda: element('poll', {'max': 123})))
                                                 for number in draw.one((1, 2), (2,), (1, 3)))))
    if draw.dice.random() < 0.1:
        made.append(element('defaultiothread', {'thread_pool_min': 1, 'thread_pool_max': 8}))
    return made


# ---- the system that it boots, and its clock

def system(draw, kernel_chance=0.1):
    arch, machine = draw.one('ppc64', 'ppc64', 'ppc64', 'ppc64le', None), draw.maybe(0.95, lambda: draw.one(*MACHINES))
    arch = arch or draw.one('ppc64', *draw.odd(None))
    kind = text('type', 'hvm', **{name: value for name, value in (('arch', arch), ('machine', machine)) if value})
    boots = [] if draw.has_boot_order else [element('boot', {'dev': name}) for name in ('hd', 'cdrom', 'network', 'fd') if draw.dice.random() < (0.2 if name != 'fd' else 0.02)]
    draw.dice.shuffle(boots)
    more = [text('kernel', f'{FOLDER}/kernel'), draw.maybe(0.5, lambda: text('initrd', f'{FOLDER}/initrd')), draw.maybe(0.5, lambda: text('cmdline', 'console=hvc0 quiet')),
            draw.maybe(0.1, lambda: text('dtb', f'{FOLDER}/dtb'))] if draw.dice.random() < kernel_chance else []
    more += [draw.maybe(0.04, lambda: element('bootmenu', {'enable': draw.one('yes', 'no'), 'timeout': draw.maybe(0.3, 3000)})),
             draw.maybe(0.03, lambda: element('bios', {'useserial': draw.maybe(0.5, 'yes'), 'rebootTimeout': draw.maybe(0.5, 1000)})),
             draw.maybe(0.02, lambda: text('loader', f'{FOLDER}/slof.bin', **draw.one({}, {'type': 'rom'}, *draw.odd({'readonly': 'yes', 'type': 'pflash'})))),
             draw.maybe(0.05 * draw.is_odd, lambda: element('smbios', {'mode': 'host'})), draw.maybe(0.05 * draw.is_odd, lambda: text('nvram', f'{FOLDER}/vars'))]
    return element('os', {'firmware': draw.maybe(0.05 * draw.is_odd, 'efi')}, kind, *more, *boots)


# The first ones of FEATURES are taken.
USUAL = 13
FEATURES = {
    'htm': lambda draw: {'state': draw.one('on', 'off')}, 'nested-hv': lambda draw: {'state': draw.one('on', 'off')}, 'ccf-assist': lambda draw: {'state': draw.one('on', 'off')},
    'hpt': lambda draw: {'resizing': draw.one('enabled', 'disabled', 'required')}, 'cfpc': lambda draw: {'value': draw.one('broken', 'workaround', 'fixed')},
    'sbbc': lambda draw: {'value': draw.one('broken', 'workaround', 'fixed')}, 'ibs': lambda draw: {'value': draw.one('broken', 'workaround', 'fixed-ibs', 'fixed-ccd', 'fixed-na')},
    'apic': lambda draw: {}, 'pae': lambda draw: {}, 'hap': lambda draw: {'state': draw.maybe(0.5, 'on')}, 'privnet': lambda draw: {}, 'viridian': lambda draw: {}, 'async-teardown': lambda draw: {'enabled': 'yes'},
    'acpi': lambda draw: {}, 'vmcoreinfo': lambda draw: {'state': 'on'}, 'gic': lambda draw: {'version': draw.maybe(0.7, 2)}, 'smm': lambda draw: {'state': 'on'},
    'pmu': lambda draw: {'state': 'on'}, 'vmport': lambda draw: {'state': draw.one('on', 'off')}, 'ioapic': lambda draw: {'driver': 'kvm'}, 'ps2': lambda draw: {'state': 'on'},
}


def features(draw):
    return element('features', {}, *(element(name, FEATURES[name](draw)) for name in draw.dice.sample(tuple(FEATURES)[:None if draw.is_odd else USUAL], draw.one(1, 1, 2))))


def clock(draw):
    offset = draw.one('utc', 'localtime', 'timezone', 'variable', 'absolute')
    more = {'timezone': {'timezone': 'Europe/Berlin'}, 'variable': {'adjustment': draw.one(0, 3600), 'basis': draw.maybe(0.5, 'utc')}, 'absolute': {'start': 1234567890}}.get(offset, {})
    name = draw.one('rtc', 'pit', *draw.odd('hpet', 'tsc', 'kvmclock'))
    return element('clock', {'offset': offset, **more}, draw.maybe(0.4, lambda: element('timer', {'name': name, 'present': draw.maybe(0.6, lambda: draw.one('yes', 'no')),
                                                                                                  'tickpolicy': draw.maybe(0.3, lambda: draw.one('delay', *draw.odd('catchup', 'merge', 'discard')))})))


def events(draw):
    return [text(name, draw.one(*values)) for name, values in (('on_poweroff', ('destroy', 'restart', *draw.odd('preserve', 'rename-restart'))), ('on_reboot', ('restart', 'destroy', *draw.odd('preserve'))),
                                                                ('on_crash', ('destroy', 'restart', 'preserve', 'coredump-destroy', 'coredump-restart', *draw.odd('rename-restart'))),
                                                                ('on_lockfailure', ('poweroff', 'ignore', 'pause'))) if draw.dice.random() < 0.4]


# ---- the rest

def others(draw):
    choices = (lambda: text('title', 'A title'), lambda: text('description', 'Some words,\nin two lines'), lambda: element('metadata', {}, element('{urn:example}one', {'a': 1})),
               lambda: element('pm', {}, element('suspend-to-mem', {'enabled': draw.one('no', *draw.odd('yes'))})) if draw.is_odd else text('title', ''), lambda: element('blkiotune', {}, text('weight', 500)),
               lambda: element('resource', {}, text('partition', '/machine/x')), lambda: element('perf', {}, element('event', {'name': draw.one('cpu_cycles', 'cmt'), 'enabled': draw.one('yes', 'no')})),
               lambda: element('seclabel', draw.one({'type': 'none'}, {'type': 'none', 'model': 'dac'}, {'type': 'dynamic', 'model': 'dac', 'relabel': 'yes'})),
               *draw.odd(lambda: text('genid', '43dc0cf8-809b-4adb-9bea-a9abb5f3d90e'), lambda: element('sysinfo', {'type': 'smbios'}, element('bios', {}, text('entry', 'x', name='vendor'))),
               lambda: element('launchSecurity', {'type': draw.one('s390-pv', 'sev')}), lambda: element('keywrap', {}, element('cipher', {'name': 'aes', 'state': 'on'}))),
               lambda: element('idmap', {}, element('uid', {'start': 0, 'target': 1000, 'count': 10}), element('gid', {'start': 0, 'target': 1000, 'count': 10})),
               lambda: element('throttlegroups', {}, element('throttlegroup', {}, text('group_name', 'limit'), text('total_bytes_sec', 1000000))))
    return [choice() for choice in draw.dice.sample(choices, draw.one(0, 0, 0, 1, 2))]
