/* Asks the system about terminals.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_is(int fd) { return isatty(fd) == 1; }

int terminal_width(int fd) {
    if (!terminal_is(fd)) return TERMINAL_WIDTH_ELSEWHERE;
    const char *columns = getenv("COLUMNS");
    long wanted = columns ? strtol(columns, NULL, 10) : 0;
    if (wanted >= 20 && wanted <= 10000) return (int)wanted;
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
    return 80;
}

bool terminal_colors(int fd, enum color_choice choice) {
    if (choice != COLOR_AUTO) return choice == COLOR_ALWAYS;
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (no_color && *no_color) return false;
    if (!term || !*term || strcmp(term, "dumb") == 0) return false;
    return terminal_is(fd);
}
