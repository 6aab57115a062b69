int
three(int a)
{
    static const int table[] = {1, 2};

    for (int i = 0; i < a; i++)
        if (i > 1) {
            while (a--)
                a += table[0];
        } else if (i > 2) {
            a--;
        }
    return a;
}

int
four(int a)
{
    if (a > 1) {
        do {
            if (a > 3)
                for (;;)
                    a++;
        } while (a < 9);
    }
    return a;
}

int
four_in_cases(int a)
{
    switch (a) {
    case 1:
        if (a) {
            while (a) {
                if (a)
                    return 1;
            }
        }
    }
    return 0;
}
