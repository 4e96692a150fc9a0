/*
 * The program: everything it can do is in libraries, so that all of it can be tested.
 */
#include "cli/cmd.h"

int main(int argc, char **argv)
{
	return cli_run(argc, argv);
}
