/* Outcomes for the outside world: the exit statuses of the program, and the results of what touches files. */
#ifndef LANG_BASE_STATUS_H
#define LANG_BASE_STATUS_H

enum exit_status {
    EXIT_FINE = 0,   /* all went well */
    EXIT_FAILED = 1, /* a test, a --fail-on or a check failed */
    EXIT_USAGE = 2,  /* the command line or the framework is wrong */
    EXIT_DATA = 3    /* the data is unusable, rows were rejected, or an output could not be written */
};
#endif
