/*
 * The program: everything it can do is in libraries, so that all of it can be tested.
 */
#include <stdio.h>

int main(void)
{
	puts("pvsleuth: under construction");
	return 0;
}
