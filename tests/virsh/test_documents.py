#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents that are no XML, and metadata that cannot be kept, as a client sends them that checks nothing itself."""
import re
import sys

import suite
import wire
from suite import is_equal, matches, only
from wire import Refusal, Wire, integer, optional, string

DESCRIPTION, TITLE, ELEMENT = 0, 1, 2
CONFIG = 2
OLD = '<o:old xmlns:o="urn:old" a="1">t</o:old>'
HEAD = f'<title>T</title><description>D</description><metadata>{OLD}</metadata>'

# A document, and what is told of it behind "(NAME):".
BROKEN = (
    ('text', "1: Start tag expected, '<' not found\ntext\n^"),
    ('  <', '1: StartTag: invalid element name\n  <\n---^'),
    ('<a', "1: Couldn't find end of Start Tag a line 1\n<a\n--^"),
    ('<a><b></a>', '1: Opening and ending tag mismatch: b line 1 and a\n<a><b></a>\n----------^'),
    ('<a>\n<b>\n</c>\n</a>', '3: Opening and ending tag mismatch: b line 2 and c\n</c>\n----^'),
    ('<a>\t\t<b>\t</c>', '1: Opening and ending tag mismatch: b line 1 and c\n<a>\t\t<b>\t</c>\n---\t\t---\t----^'),
    ('<a/><b/>', '1: Extra content at the end of the document\n<a/><b/>\n----^'),
    ('<a b="1" b="2"/>', '1: Attribute b redefined\n<a b="1" b="2"/>\n--------------^'),
    ('<a>&x;</a>', "1: Entity 'x' not defined\n<a>&x;</a>\n------^"),
    ('<a>\x01</a>', '1: PCDATA invalid Char value 1\n<a>\x01</a>\n---^'),
    ('<ä>ö</ü>', '1: Opening and ending tag mismatch: ä line 1 and ü\n<ä>ö</ü>\n-----------^'),
    ('<x>' * 300, '1: Excessive depth in document: 256 use XML_PARSE_HUGE option\n' + '<x>' * 300 + '\n' + '-' * 771 + '^'),
)


def opened(daemon):
    return Wire(daemon.socket).open('qemu:///session' if daemon.peer == 'stock' else 'pseries:///session')


def reference(guest):
    return string(guest.name) + bytes.fromhex(guest.uuid.replace('-', '')) + integer(-1)


def set_metadata(connection, guest, kind, text, key=None, uri=None):
    return connection.call(wire.DOMAIN_SET_METADATA, reference(guest) + integer(kind) + optional(text) + optional(key)
                           + optional(uri) + integer(CONFIG))


def metadata_of(daemon, guest):
    """-> the part of its document, blanks between elements left out"""
    text = daemon.virsh('dumpxml', guest.name, '--inactive')
    return re.sub(r'>\s+<', '><', matches(text, r'</uuid>(.*?)<memory').group(1).strip())


def place(daemon, document):
    """-> what stands before the number of the line where @document ends to be XML"""
    is_old = daemon.peer == 'stock' and not daemon.is_stock_since(11)
    return f'({document}):' if is_old else 'at line '


def case_documents_that_are_no_xml(daemon, guest):
    """Code 35, the line, and a mark where it ends to be XML; for every procedure that takes a document."""
    calls = ((wire.DOMAIN_CREATE_XML, b'', integer(0)), (wire.DOMAIN_DEFINE_XML, b'', b''),
             (wire.DOMAIN_DEFINE_XML_FLAGS, b'', integer(0)), (wire.DOMAIN_DEFINE_XML_FLAGS, b'', integer(1)),
             (wire.DOMAIN_XML_TO_NATIVE, string('qemu-argv'), integer(0)))
    with opened(daemon) as connection:
        for procedure, before, behind in calls:
            for text, told in BROKEN:
                is_equal((procedure, text, connection.call(procedure, before + string(text) + behind)),
                         (procedure, text, Refusal(35, 20, place(daemon, 'domain_definition') + told)))


def case_metadata_that_is_no_xml(daemon, guest):
    guest.define(head=HEAD)
    with opened(daemon) as connection:
        for text, told in BROKEN:
            is_equal((text, set_metadata(connection, guest, ELEMENT, text, 'a', 'urn:a')),
                     (text, Refusal(35, 20, place(daemon, 'metadata_xml') + told)))
    is_equal(metadata_of(daemon, guest), HEAD)


def case_documents_without_sense(daemon, guest):
    """XML that is no domain's is code 27."""
    with opened(daemon) as connection:
        answer = connection.call(wire.DOMAIN_DEFINE_XML, string('<network/>'))
        is_equal(answer.code, 27)
        matches(answer.message, '^XML error: ')


def case_metadata_keys(daemon, guest):
    """A key that is no prefix is refused, and what was there stays."""
    guest.define(head=HEAD)
    with opened(daemon) as connection:
        for key in ('a b', '1x', 'a:b', '', 'a<', b'\xff', 'a\x01', '-'):
            answer = set_metadata(connection, guest, ELEMENT, '<x/>', key, 'urn:a')
            is_equal((key, answer.code, answer.message),
                     (key, 1, 'internal error: failed to validate prefix for a new XML namespace'))
        for key, text in (('a', "<x xmlns:a='urn:z' a:k='1'/>"), ('a', "<a:x xmlns:a='urn:a'/>")):
            answer = set_metadata(connection, guest, ELEMENT, text, key, 'urn:a')
            is_equal((answer.code, answer.message), (1, 'internal error: failed to create a new XML namespace'))
    is_equal(metadata_of(daemon, guest), HEAD)
    is_equal(daemon.virsh('metadata', guest.name, 'urn:old'), '<old a="1">t</old>')


def case_metadata_arguments(daemon, guest):
    """What libvirt's own library checks before it calls."""
    guest.define(head=HEAD)
    calls = (
        ((TITLE, 'a\nb'), "metadata title can't contain newlines"),
        ((ELEMENT, '<x/>', None, 'urn:a'), 'key in virDomainSetMetadata must not be NULL'),
        ((ELEMENT, '<x/>', 'a', None), 'uri in virDomainSetMetadata must not be NULL'),
        ((DESCRIPTION, 'a', 'a', 'urn:a'), 'uri in virDomainSetMetadata must be NULL'),
        ((TITLE, 'a', 'a', None), 'key in virDomainSetMetadata must be NULL'),
        ((3, 'a'), "invalid argument: unknown metadata type '3'"),
    )
    with opened(daemon) as connection:
        for arguments, told in calls:
            answer = set_metadata(connection, guest, *arguments)
            is_equal((answer.code, answer.message), (8, told))
    is_equal(metadata_of(daemon, guest), HEAD)


def case_metadata_is_kept(daemon, guest):
    """Elements without a namespace are put into the client's; what was there stays, and so does the order."""
    guest.define(head=HEAD)
    with opened(daemon) as connection:
        assert not set_metadata(connection, guest, ELEMENT, '<x><y k="&lt;">t</y></x>', 'ä', 'a b')
        is_equal(metadata_of(daemon, guest),
                 HEAD.replace('</metadata>', '<ä:x xmlns:ä="a b"><ä:y k="&lt;">t</ä:y></ä:x></metadata>'))
        assert not set_metadata(connection, guest, ELEMENT, None, None, 'a b')
        assert not set_metadata(connection, guest, ELEMENT, '<n/>', 'n', 'urn:old')
        is_equal(metadata_of(daemon, guest), HEAD.replace(OLD, '<n:n xmlns:n="urn:old"/>'))


@only('pseries', 'stock accepts what nobody can read again')
def case_metadata_over_a_restart(daemon, guest):
    """What was refused has left no trace, and what was not is there, when the definition is read again."""
    guest.define(head=HEAD)
    calls = (
        ((TITLE, 't\x01'), 8), ((TITLE, b't\xff'), 8), ((DESCRIPTION, '\ufffe'), 8), ((TITLE, '&' * 1000000), 27),
        ((ELEMENT, '<x/>', 'xmlns', 'urn:a'), 8), ((ELEMENT, '<x/>', 'xml', 'urn:a'), 8), ((ELEMENT, '<x/>', 'a', ''), 8),
        ((ELEMENT, '<x/>', 'a', 'u\x01'), 8), ((ELEMENT, '<x/>', 'a', b'u\xff'), 8),
        ((ELEMENT, '<x/>', 'a', 'http://www.w3.org/XML/1998/namespace'), 8),
        ((ELEMENT, '<x/>', 'a', 'http://www.w3.org/2000/xmlns/'), 8),
        ((ELEMENT, "<x xmlns='urn:z'/>", 'a', 'urn:a'), 8),
    )
    with opened(daemon) as connection:
        for arguments, code in calls:
            is_equal((arguments, set_metadata(connection, guest, *arguments).code), (arguments, code))
        assert not set_metadata(connection, guest, ELEMENT, '<x/>', 'a', 'http://x.example/?a=1&b=<2>"\'')
        assert not set_metadata(connection, guest, ELEMENT, '<x/>', 'b', 'u\nv')
        assert not set_metadata(connection, guest, TITLE, '<t> & \r\'"')
    wanted = HEAD.replace('<title>T<', '<title>&lt;t&gt; &amp; &#13;&apos;&quot;<').replace(
        '</metadata>', '<a:x xmlns:a="http://x.example/?a=1&amp;b=&lt;2&gt;&quot;\'"/><b:x xmlns:b="u&#10;v"/></metadata>')
    is_equal(metadata_of(daemon, guest), wanted)
    daemon.stop()
    daemon.start()
    is_equal(metadata_of(daemon, guest), wanted)


if __name__ == '__main__':
    sys.exit(suite.main())
