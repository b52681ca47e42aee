/* Every hard limit, in one place. Each has a message and a test. */
#ifndef LANG_BASE_LIMITS_H
#define LANG_BASE_LIMITS_H

#define LIMIT_SOURCE_BYTES (16u << 20)   /* a framework file */
#define LIMIT_NESTING 200                /* brackets and operators inside each other in one expression */
#define LIMIT_CHECK_DEPTH 1500           /* expressions inside each other across definitions, while they are checked */
#define LIMIT_EXPANSIONS 20000           /* different calls of the framework's own functions */
#define LIMIT_NAME_BYTES 255
#define LIMIT_TEXT_BYTES (1u << 20)      /* a text literal; a text value while evaluating */
#define LIMIT_MESSAGES 100               /* reported in one run; more are counted */
#define LIMIT_USED_FILES 256             /* that a framework uses, modules of the program included */
#define LIMIT_USE_DEPTH 32               /* files that use each other, inside each other */
#define LIMIT_ITEMS (1u << 20)           /* of a list in a framework: declarations, arguments, ... */
#define LIMIT_MEMBERS 16000              /* of a category; stages of a ladder */
#define LIMIT_KEYS 16                    /* by which rows are sorted, or grouped */
#define LIMIT_SORTED_PARTS 64            /* lines of a score that are sorted or told apart */
#define LIMIT_PATTERN_SIZE 10000         /* characters of a pattern of `matches` with its repetitions written out */
#define LIMIT_PATTERN_NESTING 100        /* parentheses inside each other in one */
#define LIMIT_CELL_BYTES (16u << 20)     /* a cell of a data file */
#define LIMIT_ROW_BYTES (64u << 20)      /* a row of a data file */
#define LIMIT_COLUMNS 16384              /* of a data file */
#define LIMIT_JSON_DEPTH 128             /* arrays and objects inside each other */
#define BUF_MAX ((size_t)1 << 31)

#ifdef RUNG_TINY
#define BATCH_ROWS 3
#else
#define BATCH_ROWS 1024                  /* rows of a batch */
#endif
#endif
