/* What the program may show where it writes: whether a stream is a terminal, how wide it is, whether colours are
 * welcome. Only this asks the environment (COLUMNS, NO_COLOR, TERM). */
#ifndef RUNTIME_APP_TERMINAL_H
#define RUNTIME_APP_TERMINAL_H
#include <stdbool.h>

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
#define TERMINAL_WIDTH_ELSEWHERE 100 /* cells of a table that does not go to a terminal */

bool terminal_is(int fd);
/* Cells in a row of a terminal; TERMINAL_WIDTH_ELSEWHERE where it is none, so that the bytes depend on nothing. */
int terminal_width(int fd);
/* COLOR_AUTO: on a terminal, unless NO_COLOR is set or TERM says that it can do nothing. */
bool terminal_colors(int fd, enum color_choice choice);
#endif
