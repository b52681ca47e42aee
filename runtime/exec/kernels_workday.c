/* Working days between dates, and dates so many of them on.
 * SPDX-License-Identifier: MIT */
#include "lang/base/workday.h"

#include "runtime/exec/kernels.h"

#define DAYS_BOUND 4000000u

INLINE uint32_t at(const struct vec *v, uint32_t row) { return v->constant ? 0 : row; }

void kernel_workdays(struct kernel_call *call) {
    const struct vec *from = call->args[0], *to = call->args[1], *holidays = call->args[2];
    if (!kernel_strict(call)) return;
    uint8_t *known = kernel_own_known(call);
    for (uint32_t i = 0; i < call->rows; i++) {
        date a = from->day[at(from, i)], b = to->day[at(to, i)];
        known[i] &= (a != DATE_NEVER) & (b != DATE_NEVER);
        call->out->num[i] = known[i] ? workdays_between(a, b, holidays->text[at(holidays, i)]) : 0;
    }
    kernel_recheck(call);
    kernel_narrow_out(call, 0, DAYS_BOUND, 0);
}

void kernel_add_workdays(struct kernel_call *call) {
    const struct vec *day = call->args[0], *count = call->args[1], *holidays = call->args[2];
    if (!kernel_strict(call)) return;
    uint8_t *known = kernel_own_known(call);
    for (uint32_t i = 0; i < call->rows; i++) {
        int64_t n = 0;
        date moved = 0;
        known[i] &= known[i] && kernel_whole(count, at(count, i), &n);
        known[i] &= known[i] && workdays_add(day->day[at(day, i)], n, holidays->text[at(holidays, i)], &moved);
        call->out->day[i] = known[i] ? moved : 0;
    }
    kernel_recheck(call);
}
