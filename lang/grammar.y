/* The grammar of Rung. It builds the tree and nothing else: an action makes one node.
 *
 * Two things make it free of conflicts with only a few reserved words: a name never follows a complete expression, and
 * the name before a `:` is a token of its own, FIELD. Keywords that are not reserved are tokens that `name` accepts.
 * SPDX-License-Identifier: MIT */
%require "3.8"
%define api.pure full
%define api.push-pull both
%define api.prefix {grammar_}
%define api.token.prefix {TOK_}
%define api.token.raw
%define api.value.type union
%define api.location.type {struct span}
%define parse.error custom
%define parse.lac full
%define parse.trace
%locations
%expect 0
%param {struct parser *p}

%code requires {
#include "lang/ast.h"
struct parser;
}
%code {
#include "lang/base/mem.h"
#include "lang/parser.h"

#define YYMALLOC mem_alloc
#define YYFREE mem_free
#define YYMAXDEPTH 20000

/* From the first to the last part that is not empty; empty, after what came before, when all are. */
#define YYLLOC_DEFAULT(out, parts, count) ((out) = join(&YYRHSLOC(parts, 0), count))
static struct span join(const struct span *parts, int count)
{
    struct span all = {parts[0].file, parts[0].end, parts[0].end};
    int first = 1;
    while (first <= count && parts[first].start == parts[first].end) first++;
    if (first > count) return all;
    while (parts[count].start == parts[count].end) count--;
    return span_join(parts[first], parts[count]);
}

static void grammar_error(const struct span *span, struct parser *p, const char *message);

#define MAKE(KIND, span, member, ...) parser_make(p, AST_##KIND, span, &(struct ast_##member##_node){__VA_ARGS__})
#define NAMED(name_) MAKE(NAME, (name_).span, name, .name = (name_))
#define NONE ((struct ast_list){0})
#define NO_NAME ((struct ast_name){0})
#define ADD(list, item) parser_list(p, list, item)
#define BROKEN(span, name) parser_error(p, span, name)
}

/* --- what begins a text, and what recovery says; none of them has letters ---------------------------------------- */
%token START_FILE START_EXPRESSION HEAD_END NEXT_MEMBER NEXT_DECL

/* --- words ------------------------------------------------------------------------------------------------------ */
%token <const char *> IDENT "a name"
%token <const char *> FIELD "a field name"
/* `from` directly before a text: a clause, where the one in `months from a to b` goes on with an expression. */
%token <const char *> FROM_TEXT "from, then a text"
%token <const char *>
    K_AND "and"  K_BELOW "below"  K_BETWEEN "between"  K_DISTINCT "distinct"  K_ELSE "else"  K_FALSE "false"
    K_IF "if"  K_IN "in"  K_IS "is"  K_KNOWN "known"  K_NOT "not"  K_OR "or"  K_OTHERWISE "otherwise"  K_THEN "then"
    K_TRUE "true"  K_UNKNOWN "unknown"  K_WHEN "when"
%token <const char *>
    K_NAME "text"  K_ADD "add"  K_ADVANCE "advance"  K_ADVICE "advice"  K_ALIAS "alias"  K_ALIASES "aliases"
    K_ALL "all"  K_AMONG "among"  K_ANY "any"  K_AS "as"  K_ASCENDING "ascending"  K_AT "at"  K_BANDS "bands"
    K_BY "by"  K_CAPACITY "capacity"  K_CATEGORY "category"  K_CHANGE "change"  K_COLUMNS "columns"
    K_CONTAINS "contains"  K_COUNT "count"  K_CRITERION "criterion"  K_CURRENT "current"  K_DAYS "days"
    K_DEFAULT "default"  K_DEMOTE "demote"  K_DESCENDING "descending"  K_EACH "each"  K_EARLIEST "earliest"
    K_ENDS "ends"  K_ERROR "error"  K_EVERY "every"  K_EXIT "exit"  K_EXPECT "expect"  K_FIRST "first"
    K_FIXED "fixed"  K_FLAG "flag"  K_FOR "for"  K_FRAMEWORK "framework"  K_FREE "free"  K_FROM "from"  K_GIVE "give"
    K_GIVEN "given"  K_GIVES "gives"  K_GROUP "group"  K_HOLDS "holds"  K_INDEPENDENT "independent"  K_INFO "info"
    K_INVALID "invalid"  K_INVARIANT "invariant"  K_KEEPING "keeping"  K_KEEPS "keeps"  K_KEY "key"  K_LADDER "ladder"
    K_LAST "last"  K_LATEST "latest"  K_LEAST "least"  K_LET "let"  K_LIST "list"  K_MATCH "match"
    K_MATCHES "matches"  K_MET "met"  K_MISSING "missing"  K_MONTHS "months"  K_MOST "most"  K_NEXT "next"  K_OF "of"
    K_OLDER "older"  K_ONE "one"  K_OPTIONAL "optional"  K_ORDER "order"  K_OVER "over"  K_PARAM "param"  K_PER "per"
    K_PORTFOLIO "portfolio"  K_QUALIFIED "qualified"  K_QUARTERS "quarters"  K_RECORD "record"  K_REPORT "report"
    K_REQUIRES "requires"  K_REVIEW "review"  K_ROW "row"  K_SCENARIO "scenario"  K_SCORE "score"  K_SELECT "select"
    K_SET "set"  K_SHOW "show"  K_SINCE "since"  K_SKIP "skip"  K_STAGE "stage"  K_STARTS "starts"  K_STILL "still"
    K_SUBTRACT "subtract"  K_TABLE "table"  K_TAKE "take"  K_TEST "test"  K_THAN "than"  K_TO "to"  K_TOTAL "total"
    K_UNDECIDED "undecided"  K_UNMET "unmet"  K_UNTIL "until"  K_USE "use"  K_VERSION "version"  K_VIA "via"
    K_WARNING "warning"  K_WEEKS "weeks"  K_WEIGHT "weight"  K_WEIGHTED "weighted"  K_WHERE "where"  K_WHOLE "whole"
    K_WITH "with"  K_WITHIN "within"  K_YEARS "years"

/* --- literals --------------------------------------------------------------------------------------------------- */
%token <struct dec> NUMBER "a number" PERCENT "a percentage"
%token <date> DATE "a date"
%token <struct ast_period_node> PERIOD "a period"
%token <struct str> STRING "a text in quotes"

/* --- signs ------------------------------------------------------------------------------------------------------ */
%token ARROW "->" NE "!=" LE "<=" GE ">=" EQ "=" LT "<" GT ">" PLUS "+" MINUS "-" TIMES "*" DIVIDE "/" AMPERSAND "&"
%token LPAREN "(" RPAREN ")" LBRACKET "[" RBRACKET "]" LBRACE "{" RBRACE "}" COMMA "," DOT "." COLON ":" SEMICOLON ";"

%nterm <const char *> unreserved
%nterm <struct ast_name> name field_name of_category via use_as currency
%nterm <struct ast_names> names for_each_names
%nterm <struct ast *> path path_or_text type simple_type parameter_type label text decl literal constant signed_number
%nterm <struct ast *> category_member plain_member field modifier let parameter advice
%nterm <struct ast *> score_line band table_output table_row cell alternative ladder_member stage_clause since_post every
%nterm <struct ast *> limit order report_part report_for column scenario_part test_part object pair as_of for_text
%nterm <struct ast *> expr or and not comparison otherwise join sum product unary postfix primary arg
%nterm <struct ast *> weighted over where keeping take total
%nterm <struct ast_list> decls category_members plain_members from_texts fields modifiers parameters score_lines bands
%nterm <struct ast_list> table_outputs table_rows cells alternatives ladder_members stage_clauses take_per limits orders
%nterm <struct ast_list> report_parts columns texts scenario_parts test_parts objects pairs exprs args by keys per for_each paths
%nterm <struct ast_score_line_node> missing
%nterm <struct ast_param_node> param_value
%nterm <struct ast_table_node> table_head
%nterm <struct span> distinct independent
%nterm <enum ast_hit> hit
%nterm <enum ast_severity> severity
%nterm <enum ast_operator> comparator
%nterm <enum ast_state> state
%nterm <enum ast_window_form> window
%nterm <enum ast_quantifier> quantifier verdict
%nterm <enum ast_unit> unit
%nterm <enum ast_direction> direction
%nterm <enum ast_end> end
%nterm <enum ast_score_form> points

/* What could not be read behind a field or stage belongs to it: the parser keeps them and not only their names. A `;`
   before `advice` or the next clause of a stage ends no more than what it stands behind. */
%precedence COMPLETE
%precedence error ";"

%printer { fprintf(yyo, "%s", $$); } <const char *>
%printer { fprintf(yyo, "%s", $$.text ? $$.text : "-"); } <struct ast_name>
%printer { fprintf(yyo, "%u names", $$.len); } <struct ast_names>
%printer { fprintf(yyo, "%s", $$ ? ast_kind_text($$->kind) : "-"); } <struct ast *>
%printer { fprintf(yyo, "%u items", $$.len); } <struct ast_list>
%printer { char text[DEC_TEXT_MAX]; dec_format($$, text); fprintf(yyo, "%s", text); } <struct dec>
%printer { char text[DATE_TEXT_MAX]; date_format($$, text); fprintf(yyo, "%s", text); } <date>
%printer { fprintf(yyo, "%lld %s", (long long)$$.count, ast_unit_text($$.unit)); } <struct ast_period_node>
%printer { fprintf(yyo, "%.*s", STR_FMT($$)); } <struct str>
%printer { fprintf(yyo, "when missing %d", $$.missing); } <struct ast_score_line_node>
%printer { fprintf(yyo, "%u inputs, %u outputs, %u rows", $$.inputs.len, $$.outputs.len, $$.rows.len); } <struct ast_table_node>
%printer { fprintf(yyo, "%s", ast_kind_text($$.value->kind)); } <struct ast_param_node>
%printer { fprintf(yyo, "%u..%u", $$.start, $$.end); } <struct span>
%printer { fprintf(yyo, "%d", $$); } <enum ast_hit> <enum ast_severity> <enum ast_operator> <enum ast_state>
%printer { fprintf(yyo, "%d", $$); } <enum ast_window_form> <enum ast_quantifier> <enum ast_unit> <enum ast_direction>
%printer { fprintf(yyo, "%d", $$); } <enum ast_end> <enum ast_score_form>
%%

/* --- a text ------------------------------------------------------------------------------------------------------ */
input
    : START_FILE decls             { p->decls = $decls; }
    | START_EXPRESSION expr        { p->expression = $expr; };
decls
    : %empty                       { $$ = p->decls; }
    | decls decl                   { $$ = p->decls = ADD($1, $decl); }
    | decls ";"                    { $$ = $1; }
    | decls error next_decl        { $$ = p->decls = ADD($1, parser_error(p, @error, p->begun.decl_name)); };

/* What recovery says: that a block follows a head that could not be read, that the next member or declaration does. */
head_end: HEAD_END                 { yyerrok; p->recovered = true; };
next_member: NEXT_MEMBER           { yyerrok; p->recovered = true; };
next_decl: NEXT_DECL               { yyerrok; p->recovered = true; };

/* --- declarations ------------------------------------------------------------------------------------------------ */
decl
    : "framework" name[self] label "version" text "for" name[record]
        { $$ = MAKE(FRAMEWORK, @$, framework, .name = $self, .label = $label, .version = $text, .record = $record); }
    | "use" path_or_text[what] use_as
        { $$ = MAKE(USE, @$, use, .what = $what, .as = $use_as); }
    | "param" name label param_value
        { $$ = parser_param(p, @$, $name, NULL, $label, &$param_value); }
    | "param" field_name ":" type label param_value
        { $$ = parser_param(p, @$, $field_name, $type, $label, &$param_value); }
    | "category" name label "=" category_members
        { $$ = MAKE(CATEGORY, @$, category, .name = $name, .label = $label, .members = $category_members); }
    | "record" name label for_each_names "{" fields "}"
        { $$ = MAKE(RECORD, @$, record, .name = $name, .label = $label, .for_each = $for_each_names,
          .members = $fields); }
    | "record" error head_end "{" fields "}"
        { $$ = MAKE(RECORD, @$, record, .name = p->begun.decl_name, .members = $fields); }
    | let
    | "criterion" name label "when" expr semicolons advice
        { $$ = MAKE(CRITERION, @$, criterion, .name = $name, .label = $label, .when = $expr, .advice = $advice); }
    | "score" name label "{" score_lines "}"
        { $$ = MAKE(SCORE, @$, score, .name = $name, .label = $label, .lines = $score_lines); }
    | "score" error head_end "{" score_lines "}"
        { $$ = MAKE(SCORE, @$, score, .name = p->begun.decl_name, .lines = $score_lines); }
    | table_head "{" table_rows "}"
        { $table_head.rows = $table_rows; $$ = parser_table(p, @$, &$table_head); }
    | table_head FROM_TEXT text
        { $table_head.file = $text; $$ = parser_table(p, @$, &$table_head); }
    | "table" error head_end "{" table_rows "}"
        { $$ = parser_error(p, @$, p->begun.decl_name); }
    | "ladder" name of_category label independent "{" ladder_members "}"
        { $$ = MAKE(LADDER, @$, ladder, .name = $name, .category = $of_category, .label = $label,
          .independent = $independent, .members = $ladder_members); }
    | "ladder" error head_end "{" ladder_members "}"
        { $$ = MAKE(LADDER, @$, ladder, .name = p->begun.decl_name, .members = $ladder_members); }
    | "select" name label "among" expr "by" orders "take" sum take_per limits
        { $$ = MAKE(SELECT, @$, select, .name = $name, .label = $label, .among = $expr, .by = $orders, .take = $sum,
          .per = $take_per, .limits = $limits); }
    | "flag" name label severity "when" expr
        { $$ = MAKE(FLAG, @$, flag, .name = $name, .label = $label, .severity = $severity, .when = $expr); }
    | "invariant" name label "holds" expr
        { $$ = MAKE(INVARIANT, @$, invariant, .name = $name, .label = $label, .holds = $expr); }
    | "invariant" name label "keeps" path "free" "of" paths
        { $$ = MAKE(INVARIANT, @$, invariant, .name = $name, .label = $label, .keeps = $path, .free_of = $paths); }
    | "report" name label report_for "{" report_parts "}"
        { $$ = MAKE(REPORT, @$, report, .name = $name, .label = $label, .subject = $report_for,
          .parts = $report_parts); }
    | "report" error head_end "{" report_parts "}"
        { $$ = MAKE(REPORT, @$, report, .name = p->begun.decl_name, .parts = $report_parts); }
    | "scenario" name label "{" scenario_parts "}"
        { $$ = MAKE(SCENARIO, @$, scenario, .name = $name, .label = $label, .changes = $scenario_parts); }
    | "scenario" error head_end "{" scenario_parts "}"
        { $$ = MAKE(SCENARIO, @$, scenario, .name = p->begun.decl_name, .changes = $scenario_parts); }
    | "test" text as_of "{" test_parts "}"
        { $$ = MAKE(TEST, @$, test, .title = $text, .as_of = $as_of, .parts = $test_parts); }
    | "test" text as_of FROM_TEXT text[file]
        { $$ = MAKE(TEST, @$, test, .title = $2, .as_of = $as_of, .file = $file); }
    | "test" error head_end "{" test_parts "}"
        { $$ = parser_error(p, @$, NO_NAME); };

/* --- names, labels, paths ---------------------------------------------------------------------------------------- */
name
    : IDENT                        { $$ = (struct ast_name){$1, @$}; }
    | unreserved                   { $$ = (struct ast_name){$1, @$}; };
unreserved
    : "text" | "add" | "advance" | "advice" | "alias" | "aliases" | "all" | "among" | "any" | "as" | "ascending" | "at"
    | "bands" | "by" | "capacity" | "category" | "change" | "columns" | "contains" | "count" | "criterion" | "current"
    | "days" | "default" | "demote" | "descending" | "each" | "earliest" | "ends" | "error" | "every" | "exit" |
    "expect" | "first" | "fixed" | "flag" | "for" | "framework" | "free" | "from" | "give" | "given" | "gives" |
    "group" | "holds" | "independent" | "info" | "invalid" | "invariant" | "keeping" | "keeps" | "key" | "ladder" |
    "last" | "latest" | "least" | "let" | "list" | "match" | "matches" | "met" | "missing" | "months" | "most" |
    "next" | "of" | "older" | "one" | "optional" | "order" | "over" | "param" | "per" | "portfolio" | "qualified" |
    "quarters" | "record" | "report" | "requires" | "review" | "row" | "scenario" | "score" | "select" | "set" |
    "show" | "since" | "skip" | "stage" | "starts" | "still" | "subtract" | "table" | "take" | "test" | "than" | "to"
    | "total" | "undecided" | "unmet" | "until" | "use" | "version" | "via" | "warning" | "weeks" | "weight" |
    "weighted" | "where" | "whole" | "with" | "within" | "years"
    | FROM_TEXT;
field_name: FIELD                  { $$ = (struct ast_name){$1, @$}; };
names
    : name                         { $$ = parser_names(p, (struct ast_names){0}, $name); }
    | names "," name               { $$ = parser_names(p, $1, $name); };
path
    : name                         { $$ = NAMED($name); }
    | path[object] "." name        { $$ = MAKE(MEMBER, @$, member, .object = $object, .name = $name); };
paths
    : path                         { $$ = ADD(NONE, $path); }
    | paths "," path               { $$ = ADD($1, $path); };
path_or_text: path | text;
text: STRING                       { $$ = parser_text(p, @$, $1); };
texts
    : text                         { $$ = ADD(NONE, $text); }
    | texts "," text               { $$ = ADD($1, $text); };
label
    : %empty                       { $$ = NULL; }
    | STRING                       { $$ = parser_label(p, @$, $1); };
use_as
    : %empty                       { $$ = NO_NAME; }
    | "as" name                    { $$ = $name; };

/* --- literals and types ------------------------------------------------------------------------------------------ */
literal
    : NUMBER                       { $$ = parser_number(p, @$, $1, false, false); }
    | PERCENT                      { $$ = parser_number(p, @$, $1, true, false); }
    | PERIOD                       { $$ = parser_make(p, AST_PERIOD, @$, &$1); }
    | DATE                         { $$ = MAKE(DATE, @$, date_, .value = $1); }
    | text
    | "true"                       { $$ = MAKE(BOOL, @$, bool_, .value = true); }
    | "false"                      { $$ = MAKE(BOOL, @$, bool_, .value = false); };
constant
    : literal
    | "-" NUMBER                   { $$ = parser_number(p, @$, $2, false, true); }
    | "-" PERCENT                  { $$ = parser_number(p, @$, $2, true, true); }
    | path;
signed_number
    : NUMBER                       { $$ = parser_number(p, @$, $1, false, false); }
    | PERCENT                      { $$ = parser_number(p, @$, $1, true, false); }
    | "-" NUMBER                   { $$ = parser_number(p, @$, $2, false, true); }
    | "-" PERCENT                  { $$ = parser_number(p, @$, $2, true, true); }
    | DATE                         { $$ = MAKE(DATE, @$, date_, .value = $1); }
    | PERIOD                       { $$ = parser_make(p, AST_PERIOD, @$, &$1); };
param_value
    : "=" constant label
        { $$ = (struct ast_param_node){.value = $constant, .label = $label}; }
    | "=" constant "between" signed_number[low] "and" signed_number[high] label
        { $$ = (struct ast_param_node){.value = $constant, .low = $low, .high = $high, .label = $label}; };
simple_type: path currency
        { $$ = MAKE(TYPE, @$, type, .form = AST_TYPE_NAMED, .name = $path, .currency = $currency); };
type
    : simple_type
    | "one" "of" plain_members     { $$ = MAKE(TYPE, @$, type, .form = AST_TYPE_ONE_OF, .members = $plain_members); }
    | "list" "of" path via         { $$ = MAKE(TYPE, @$, type, .form = AST_TYPE_LIST, .name = $path, .via = $via); };
parameter_type
    : simple_type
    | "list" "of" path             { $$ = MAKE(TYPE, @$, type, .form = AST_TYPE_LIST, .name = $path); };
currency
    : %empty                       { $$ = NO_NAME; }
    | "in" name                    { $$ = $name; };
via
    : %empty                       { $$ = NO_NAME; }
    | "via" name                   { $$ = $name; };
plain_members
    : plain_member                 { $$ = ADD(NONE, $1); }
    | plain_members "," plain_member { $$ = ADD($1, $3); }
    | plain_members "<" plain_member { $3->category_member.above = true; $$ = ADD($1, $3); };
plain_member: name                 { $$ = MAKE(CATEGORY_MEMBER, @$, category_member, .name = $name); };

/* --- categories, records, values --------------------------------------------------------------------------------- */
category_members
    : category_member              { $$ = ADD(NONE, $1); }
    | category_members "," category_member { $$ = ADD($1, $3); }
    | category_members "<" category_member { $3->category_member.above = true; $$ = ADD($1, $3); };
category_member: name label from_texts
        { $$ = MAKE(CATEGORY_MEMBER, @$, category_member, .name = $name, .label = $label, .from = $from_texts); };
from_texts
    : %empty                       { $$ = NONE; }
    | from_texts FROM_TEXT text       { $$ = ADD($1, $text); };
for_each_names
    : %empty                       { $$ = (struct ast_names){0}; }
    | "for" "each" names           { $$ = $names; };
fields
    : %empty                       { $$ = NONE; }
    | fields field                 { $$ = ADD($1, $field); }
    | fields let                   { $$ = ADD($1, $let); }
    | fields ";"                   { $$ = $1; }
    | fields error next_member     { $$ = ADD($1, BROKEN(@error, p->begun.member_name)); }
    | fields field_name ":" type modifiers error next_member
        /* The field is there, with something behind it that could not be read. */
        {
            struct ast *field = MAKE(FIELD, span_join(@2, @5), field, .name = $2, .type = $4, .modifiers = $5);
            $$ = ADD(ADD($1, field), BROKEN(@error, NO_NAME));
        };
field: field_name ":" type modifiers %prec COMPLETE
        { $$ = MAKE(FIELD, @$, field, .name = $field_name, .type = $type, .modifiers = $modifiers); };
modifiers
    : %empty                       { $$ = NONE; }
    | modifiers modifier           { $$ = ADD($1, $modifier); };
modifier
    : "key"                        { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_KEY); }
    | "optional"                   { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_OPTIONAL); }
    | "fixed"                      { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_FIXED); }
    | "whole"                      { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_WHOLE); }
    | "between" signed_number[low] "and" signed_number[high]
                                   { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_RANGE, .value = $low,
                                     .other = $high); }
    | FROM_TEXT text                  { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_FROM, .value = $text); }
    | "as" text                    { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_AS, .value = $text); }
    | "as" name                    { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_AS, .value = NAMED($name)); }
    | "default" constant           { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_DEFAULT, .value = $constant); }
    | "alias" text[found] "for" text[meant]
                                   { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_ALIAS, .value = $found,
                                     .other = $meant); }
    | "aliases" FROM_TEXT text        { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_ALIASES, .value = $text); }
    | STRING
        { $$ = MAKE(MODIFIER, @$, modifier, .kind = AST_MOD_LABEL, .value = parser_label(p, @$, $1)); };
let
    : "let" name label "=" expr where keeping
        { $$ = MAKE(LET, @$, let, .name = $name, .label = $label, .value = $expr, .where = $where,
          .keeping = $keeping); }
    | "let" field_name ":" type label "=" expr where keeping
        { $$ = MAKE(LET, @$, let, .name = $field_name, .label = $label, .type = $type, .value = $expr,
          .where = $where, .keeping = $keeping); }
    | "let" name "(" parameters ")" label "=" expr
        { $$ = MAKE(LET, @$, let, .name = $name, .label = $label, .function = true, .params = $parameters,
          .value = $expr); };
parameters
    : parameter                    { $$ = ADD(NONE, $1); }
    | parameters "," parameter     { $$ = ADD($1, $3); };
parameter
    : name                         { $$ = MAKE(PARAMETER, @$, parameter, .name = $name); }
    | field_name ":" parameter_type
        { $$ = MAKE(PARAMETER, @$, parameter, .name = $field_name, .type = $parameter_type); };
semicolons
    : %empty
    | semicolons ";"               { @$.start = @$.end; /* no part of what it ends */ };
advice
    : %empty %prec COMPLETE        { $$ = NULL; }
    | "advice" STRING              { $$ = parser_label(p, @2, $2); };

/* --- scores ------------------------------------------------------------------------------------------------------ */
score_lines
    : %empty                       { $$ = NONE; }
    | score_lines score_line       { $$ = ADD($1, $2); }
    | score_lines ";"              { $$ = $1; }
    | score_lines error next_member { $$ = ADD($1, BROKEN(@error, NO_NAME)); };
score_line
    : PERCENT "of" expr label missing
        { $$ = parser_score_line(p, @$, AST_SCORE_PERCENT, parser_number(p, @1, $1, true, false), $expr, $label,
          &$missing); }
    | "weight" path "of" expr label missing
        { $$ = parser_score_line(p, @$, AST_SCORE_WEIGHT, $path, $expr, $label, &$missing); }
    | points sum "when" expr label missing
        { $$ = parser_score_line(p, @$, $points, $sum, $expr, $label, &$missing); }
    | "bands" bands                { $$ = MAKE(BANDS, @$, bands, .bands = $bands); };
points
    : "add"                        { $$ = AST_SCORE_ADD; }
    | "subtract"                   { $$ = AST_SCORE_SUBTRACT; };
missing
    : %empty                       { $$ = (struct ast_score_line_node){0}; }
    | "when" "missing" signed_number
        { $$ = (struct ast_score_line_node){.missing = AST_MISSING_VALUE, .instead = $3, .missing_span = @$}; }
    | "when" "missing" "skip"
        { $$ = (struct ast_score_line_node){.missing = AST_MISSING_SKIP, .missing_span = @$}; };
bands
    : band                         { $$ = ADD(NONE, $1); }
    | bands "," band               { $$ = ADD($1, $3); };
band
    : name label                   { $$ = MAKE(BAND, @$, band, .name = $name, .label = $label); }
    | name label "from" signed_number { $$ = MAKE(BAND, @$, band, .name = $name, .label = $label, .from = $4); };

/* --- tables ------------------------------------------------------------------------------------------------------ */
table_head: "table" name label "(" exprs ")" "gives" table_outputs hit
        { $$ = (struct ast_table_node){.name = $name, .label = $label, .inputs = $exprs, .outputs = $table_outputs,
          .hit = $hit, .hit_span = @hit}; };
table_outputs
    : table_output                 { $$ = ADD(NONE, $1); }
    | table_outputs "," table_output { $$ = ADD($1, $3); };
table_output
    : name label                   { $$ = MAKE(OUTPUT, @$, output, .name = $name, .label = $label); }
    | field_name ":" simple_type label
        { $$ = MAKE(OUTPUT, @$, output, .name = $field_name, .type = $3, .label = $label); };
hit
    : %empty                       { $$ = AST_HIT_UNSAID; }
    | "one" "match"                { $$ = AST_HIT_ONE; }
    | "first" "match"              { $$ = AST_HIT_FIRST; };
table_rows
    : %empty                       { $$ = NONE; }
    | table_rows table_row         { $$ = ADD($1, $2); }
    | table_rows ";"               { $$ = $1; }
    | table_rows error next_member { $$ = ADD($1, BROKEN(@error, NO_NAME)); };
table_row
    : "when" cells "then" exprs    { $$ = MAKE(ROW, @$, row, .cells = $cells, .values = $exprs); }
    | "else" exprs                 { $$ = MAKE(ROW, @$, row, .otherwise = true, .values = $exprs); };
cells
    : cell                         { $$ = ADD(NONE, $1); }
    | cells "," cell               { $$ = ADD($1, $3); };
cell
    : "-"                          { $$ = MAKE(CELL, @$, cell, .alternatives = NONE); }
    | alternatives                 { $$ = MAKE(CELL, @$, cell, .alternatives = $1); };
alternatives
    : alternative                  { $$ = ADD(NONE, $1); }
    | alternatives "or" alternative { $$ = ADD($1, $3); };
alternative
    : sum                          { $$ = parser_alternative(p, @$, $1); }
    | comparator sum
        { $$ = MAKE(ALTERNATIVE, @$, alternative, .form = AST_ALT_COMPARE, .op = $1, .value = $2); }
    | sum "to" sum
        { $$ = MAKE(ALTERNATIVE, @$, alternative, .form = AST_ALT_TO, .value = $1, .high = $3); }
    | sum "to" "below" sum
        { $$ = MAKE(ALTERNATIVE, @$, alternative, .form = AST_ALT_TO_BELOW, .value = $1, .high = $4); }
    | "known"                      { $$ = MAKE(ALTERNATIVE, @$, alternative, .form = AST_ALT_KNOWN); };

/* --- ladders ----------------------------------------------------------------------------------------------------- */
of_category
    : %empty                       { $$ = NO_NAME; }
    | "of" name                    { $$ = $name; };
independent
    : %empty                       { $$ = (struct span){0}; }
    | "independent"                { $$ = @$; };
ladder_members
    : %empty                       { $$ = NONE; }
    | ladder_members ladder_member { $$ = ADD($1, $2); }
    | ladder_members ";"           { $$ = $1; }
    | ladder_members error next_member { $$ = ADD($1, BROKEN(@error, p->begun.member_name)); }
    | ladder_members "stage" name label stage_clauses error next_member
        /* The same for a stage. */
        {
            struct ast *stage = MAKE(STAGE, span_join(@2, @5), stage, .name = $3, .label = $4, .clauses = $5);
            $$ = ADD(ADD($1, stage), BROKEN(@error, NO_NAME));
        };
ladder_member
    : "current" path[stage]        { $$ = MAKE(CURRENT, @$, current, .stage = $stage); }
    | "current" path[stage] "since" path[since]
                                   { $$ = MAKE(CURRENT, @$, current, .stage = $stage, .since = $since); }
    | "stage" name label stage_clauses %prec COMPLETE
                                   { $$ = MAKE(STAGE, @$, stage, .name = $name, .label = $label,
                                     .clauses = $stage_clauses); }
    | "exit" names label "when" expr
        { $$ = MAKE(MOVE, @$, move, .kind = AST_EXIT, .from = $names, .label = $label, .when = $expr); }
    | "demote" names "->" name label "when" expr
        { $$ = MAKE(MOVE, @$, move, .kind = AST_DEMOTE, .from = $names, .to = $name, .label = $label,
          .when = $expr); }
    | "advance" names "->" name label "when" expr
        { $$ = MAKE(MOVE, @$, move, .kind = AST_ADVANCE, .from = $names, .to = $name, .label = $label,
          .when = $expr); };
stage_clauses
    : %empty                       { $$ = NONE; }
    | stage_clauses stage_clause   { $$ = ADD($1, $2); }
    | stage_clauses ";"            { $$ = $1; @$ = @1; };
stage_clause
    : FROM_TEXT text                  { $$ = MAKE(SPELLING, @$, spelling, .text = $text); }
    | "requires" expr              { $$ = MAKE(REQUIRES, @$, requires, .condition = $expr); }
    | "review" "every" every since_post
                                   { $$ = MAKE(REVIEW, @$, review, .every = $every, .since = $since_post); }
    | "capacity" sum               { $$ = MAKE(CAPACITY, @$, capacity, .count = $sum); }
    | "give" name "=" expr         { $$ = MAKE(GIVE, @$, give, .name = $name, .value = $expr); };
every
    : PERIOD                       { $$ = parser_make(p, AST_PERIOD, @$, &$1); }
    | path;
since_post
    : %empty                       { $$ = NULL; }
    | "since" postfix              { $$ = $postfix; };

/* --- select, flag ------------------------------------------------------------------------------------------------ */
take_per
    : %empty                       { $$ = NONE; }
    | "per" exprs                  { $$ = $exprs; };
limits
    : %empty                       { $$ = NONE; }
    | limits limit                 { $$ = ADD($1, $2); };
limit: "at" "most" sum "per" exprs { $$ = MAKE(LIMIT, @$, limit, .count = $sum, .per = $exprs); };
severity
    : %empty                       { $$ = AST_SEVERITY_UNSAID; }
    | "info"                       { $$ = AST_SEVERITY_INFO; }
    | "warning"                    { $$ = AST_SEVERITY_WARNING; }
    | "error"                      { $$ = AST_SEVERITY_ERROR; };

/* --- reports ----------------------------------------------------------------------------------------------------- */
report_for
    : %empty                       { $$ = NULL; }
    | "for" path                   { $$ = $path; };
report_parts
    : %empty                       { $$ = NONE; }
    | report_parts report_part     { $$ = ADD($1, $2); }
    | report_parts ";"             { $$ = $1; }
    | report_parts error next_member { $$ = ADD($1, BROKEN(@error, NO_NAME)); };
report_part
    : "show" columns               { $$ = MAKE(SHOW, @$, show, .columns = $columns); }
    | "where" expr                 { $$ = MAKE(REPORT_WHERE, @$, report_where, .condition = $expr); }
    | "order" "by" orders          { $$ = MAKE(ORDER_BY, @$, order_by, .keys = $orders); }
    | "group" "by" exprs total     { $$ = MAKE(GROUP_BY, @$, group_by, .keys = $exprs, .total = $total); }
    | "row" exprs                  { $$ = MAKE(REPORT_ROW, @$, report_row, .values = $exprs); }
    | "columns" texts              { $$ = MAKE(COLUMN_HEADS, @$, column_heads, .heads = $texts); };
columns
    : column                       { $$ = ADD(NONE, $1); }
    | columns "," column           { $$ = ADD($1, $3); };
column: expr label                 { $$ = MAKE(COLUMN, @$, column, .value = $expr, .label = $label); };
total
    : %empty                       { $$ = NULL; }
    | "total" text                 { $$ = $text; };

/* --- scenarios, tests -------------------------------------------------------------------------------------------- */
scenario_parts
    : %empty                       { $$ = NONE; }
    | scenario_parts scenario_part { $$ = ADD($1, $2); }
    | scenario_parts ";"           { $$ = $1; }
    | scenario_parts error next_member { $$ = ADD($1, BROKEN(@error, NO_NAME)); };
scenario_part
    : "set" name "=" expr          { $$ = MAKE(SET, @$, set, .name = $name, .value = $expr); }
    | "change" path "=" expr where
        { $$ = MAKE(CHANGE, @$, change, .field = $path, .value = $expr, .where = $where); };
as_of
    : %empty                       { $$ = NULL; }
    | "as" "of" DATE               { $$ = MAKE(DATE, @3, date_, .value = $3); };
test_parts
    : %empty                       { $$ = NONE; }
    | test_parts test_part         { $$ = ADD($1, $2); }
    | test_parts ";"               { $$ = $1; }
    | test_parts error next_member { $$ = ADD($1, BROKEN(@error, NO_NAME)); };
test_part
    : "given" object               { $$ = MAKE(GIVEN, @$, given, .objects = ADD(NONE, $object)); }
    | "given" name "[" objects "]" { $$ = MAKE(GIVEN, @$, given, .record = $name, .objects = $objects); }
    | "with" name "=" expr         { $$ = MAKE(WITH, @$, with, .name = $name, .value = $expr); }
    | "expect" expr for_text       { $$ = MAKE(EXPECT, @$, expect, .value = $expr, .for_ = $for_text); }
    | "expect" "error" text        { $$ = MAKE(EXPECT_ERROR, @$, expect_error, .text = $text); };
for_text
    : %empty                       { $$ = NULL; }
    | "for" text                   { $$ = $text; };
objects
    : object                       { $$ = ADD(NONE, $1); }
    | objects "," object           { $$ = ADD($1, $3); };
object
    : "{" "}"                      { $$ = MAKE(OBJECT, @$, object, .pairs = NONE); }
    | "{" pairs "}"                { $$ = MAKE(OBJECT, @$, object, .pairs = $pairs); };
pairs
    : pair                         { $$ = ADD(NONE, $1); }
    | pairs "," pair               { $$ = ADD($1, $3); };
pair
    : name expr                    { $$ = MAKE(PAIR, @$, pair, .name = $name, .value = $expr); }
    | name object                  { $$ = MAKE(PAIR, @$, pair, .name = $name, .value = $object); }
    | name "[" "]"                 { $$ = MAKE(PAIR, @$, pair, .name = $name, .list = true); }
    | name "[" objects "]"         { $$ = MAKE(PAIR, @$, pair, .name = $name, .list = true, .objects = $objects); };

/* --- expressions, loosest first ---------------------------------------------------------------------------------- */
exprs
    : expr                         { $$ = ADD(NONE, $1); }
    | exprs "," expr               { $$ = ADD($1, $3); };
expr
    : "if" expr[condition] "then" expr[then] "else" expr[else]
        { $$ = MAKE(IF, @$, if_, .condition = $condition, .then = $then, .else_ = $else); }
    | or;
or
    : and
    | or "or" and                  { $$ = parser_logic(p, AST_OR, @$, $1, $3); };
and
    : not
    | and "and" not                { $$ = parser_logic(p, AST_AND, @$, $1, $3); };
not
    : comparison
    | "not" not[operand]           { $$ = MAKE(NOT, @$, not_, .operand = $operand); };
comparator
    : "="                          { $$ = AST_OP_EQ; }
    | "!="                         { $$ = AST_OP_NE; }
    | "<"                          { $$ = AST_OP_LT; }
    | "<="                         { $$ = AST_OP_LE; }
    | ">"                          { $$ = AST_OP_GT; }
    | ">="                         { $$ = AST_OP_GE; };
comparison
    : otherwise
    | comparison[left] comparator[op] otherwise[right]
        { $$ = parser_compare(p, @$, $left, $op, @op, $right); }
    | otherwise[value] "in" "(" exprs ")"
        { $$ = MAKE(IN, @$, in, .value = $value, .items = $exprs); }
    | otherwise[value] "not" "in" "(" exprs ")"
        { $$ = MAKE(IN, @$, in, .value = $value, .negated = true, .items = $exprs); }
    | otherwise[value] "between" otherwise[low] "and" otherwise[high]
        { $$ = MAKE(BETWEEN, @$, between, .value = $value, .low = $low, .high = $high); }
    | otherwise[value] "is" state
        { $$ = MAKE(IS, @$, is, .value = $value, .state = $state); }
    | otherwise[value] "is" "not" state
        { $$ = MAKE(IS, @$, is, .value = $value, .negated = true, .state = $state); }
    | otherwise[value] window otherwise[period]
        { $$ = MAKE(WINDOW, @$, window, .value = $value, .form = $window, .period = $period); }
    | otherwise[left] "contains" otherwise[right]
        { $$ = MAKE(BINARY, @$, binary, AST_OP_CONTAINS, $left, $right, @2); }
    | otherwise[left] "starts" "with" otherwise[right]
        { $$ = MAKE(BINARY, @$, binary, AST_OP_STARTS_WITH, $left, $right, span_join(@2, @3)); }
    | otherwise[left] "ends" "with" otherwise[right]
        { $$ = MAKE(BINARY, @$, binary, AST_OP_ENDS_WITH, $left, $right, span_join(@2, @3)); }
    | otherwise[left] "matches" text[right]
        { $$ = MAKE(BINARY, @$, binary, AST_OP_MATCHES, $left, $right, @2); }
    | quantifier "of" "(" exprs ")"
        { $$ = MAKE(QUANTIFIED, @$, quantified, .quantifier = $quantifier, .items = $exprs); }
    | "at" "least" NUMBER "of" "(" exprs ")"
        { $$ = MAKE(QUANTIFIED, @$, quantified, AST_AT_LEAST, parser_number(p, @3, $3, false, false), $exprs); }
    | "at" "least" path "of" "(" exprs ")"
        { $$ = MAKE(QUANTIFIED, @$, quantified, AST_AT_LEAST, $path, $exprs); }
    | "in" "stage" "for" postfix
        { $$ = MAKE(IN_STAGE, @$, in_stage, .period = $postfix); }
    | "still" "qualified"          { $$ = parser_make(p, AST_STILL_QUALIFIED, @$, NULL); };
state
    : "known"                      { $$ = AST_IS_KNOWN; }
    | "unknown"                    { $$ = AST_IS_UNKNOWN; }
    | "missing"                    { $$ = AST_IS_MISSING; }
    | "invalid"                    { $$ = AST_IS_INVALID; };
window
    : "within" "last"              { $$ = AST_WITHIN_LAST; }
    | "within" "next"              { $$ = AST_WITHIN_NEXT; }
    | "older" "than"               { $$ = AST_OLDER_THAN; };
quantifier
    : "all"                        { $$ = AST_ALL_OF; }
    | "any"                        { $$ = AST_ANY_OF; };
verdict
    : "count"                      { $$ = AST_COUNT_OF; }
    | "met"                        { $$ = AST_MET_OF; }
    | "unmet"                      { $$ = AST_UNMET_OF; }
    | "undecided"                  { $$ = AST_UNDECIDED_OF; };
otherwise
    : join
    | otherwise[left] "otherwise" join[right]
        { $$ = MAKE(BINARY, @$, binary, AST_OP_OTHERWISE, $left, $right, @2); };
join
    : sum
    | join[left] "&" sum[right]    { $$ = MAKE(BINARY, @$, binary, AST_OP_JOIN, $left, $right, @2); };
sum
    : product
    | sum[left] "+" product[right] { $$ = MAKE(BINARY, @$, binary, AST_OP_ADD, $left, $right, @2); }
    | sum[left] "-" product[right] { $$ = MAKE(BINARY, @$, binary, AST_OP_SUB, $left, $right, @2); };
product
    : unary
    | product[left] "*" unary[right] { $$ = MAKE(BINARY, @$, binary, AST_OP_MUL, $left, $right, @2); }
    | product[left] "/" unary[right] { $$ = MAKE(BINARY, @$, binary, AST_OP_DIV, $left, $right, @2); };
unary
    : postfix
    | "-" unary[operand]           { $$ = MAKE(NEGATE, @$, negate, .operand = $operand); }
    | unit "since" postfix         { $$ = MAKE(AGE, @$, age, $unit, AST_SINCE, $postfix, NULL); }
    | unit "until" postfix         { $$ = MAKE(AGE, @$, age, $unit, AST_UNTIL, $postfix, NULL); }
    | unit "from" postfix[from] "to" postfix[to]
                                   { $$ = MAKE(AGE, @$, age, $unit, AST_FROM_TO, $from, $to); };
unit
    : "days"                       { $$ = AST_DAYS; }
    | "weeks"                      { $$ = AST_WEEKS; }
    | "months"                     { $$ = AST_MONTHS; }
    | "quarters"                   { $$ = AST_QUARTERS; }
    | "years"                      { $$ = AST_YEARS; };
postfix
    : primary
    | postfix[object] "." name     { $$ = MAKE(MEMBER, @$, member, .object = $object, .name = $name); }
    | postfix[callee] "(" ")"      { $$ = parser_call(p, @$, $callee, NONE); }
    | postfix[callee] "(" args ")" { $$ = parser_call(p, @$, $callee, $args); };
primary
    : literal
    | "unknown"                    { $$ = parser_make(p, AST_UNKNOWN, @$, NULL); }
    | name                         { $$ = NAMED($name); }
    | "(" expr ")"                 { $$ = parser_parens(p, @$, $expr); }
    | verdict "of" "(" exprs ")"
        { $$ = MAKE(QUANTIFIED, @$, quantified, .quantifier = $verdict, .items = $exprs); };

/* --- arguments: aggregates and windows say all they need in one ---------------------------------------------------- */
args
    : arg                          { $$ = ADD(NONE, $1); }
    | args "," arg                 { $$ = ADD($1, $3); };
arg: distinct expr direction weighted by over where keeping take per
        { $$ = parser_arg(p, @$, &(struct ast_arg_node){$distinct, $expr, $direction, $weighted, $by, $over, $where,
          $keeping, $take, $per,
              @direction, @weighted, @by, @over, @where, @take, @per}); };
distinct
    : %empty                       { $$ = (struct span){0}; }
    | "distinct"                   { $$ = @$; };
direction
    : %empty                       { $$ = AST_NO_DIRECTION; }
    | "ascending"                  { $$ = AST_ASCENDING; }
    | "descending"                 { $$ = AST_DESCENDING; };
weighted
    : %empty                       { $$ = NULL; }
    | "weighted" "by" expr         { $$ = $expr; };
by
    : %empty                       { $$ = NONE; }
    | "by" keys                    { $$ = $keys; };
/* In parentheses two keys or more: `(a)` alone is an expression. */
keys
    : order                        { $$ = ADD(NONE, $1); }
    | "(" order[first] "," orders[rest] ")" { $$ = parser_list_join(p, ADD(NONE, $first), $rest); };
orders
    : order                        { $$ = ADD(NONE, $1); }
    | orders "," order             { $$ = ADD($1, $3); };
order: expr direction              { $$ = MAKE(ORDER, @$, order, .value = $expr, .direction = $direction); };
over
    : %empty                       { $$ = NULL; }
    | "over" path                  { $$ = $path; };
where
    : %empty                       { $$ = NULL; }
    | "where" expr                 { $$ = $expr; };
keeping
    : %empty                       { $$ = NULL; }
    | "keeping" end "by" keys for_each
        { $$ = MAKE(KEEPING, @$, keeping, .end = $end, .by = $keys, .for_each = $for_each); };
end
    : "latest"                     { $$ = AST_LATEST; }
    | "earliest"                   { $$ = AST_EARLIEST; };
for_each
    : %empty                       { $$ = NONE; }
    | "for" "each" expr            { $$ = ADD(NONE, $expr); }
    | "for" "each" "(" expr[first] "," exprs[rest] ")" { $$ = parser_list_join(p, ADD(NONE, $first), $rest); };
take
    : %empty                       { $$ = NULL; }
    | "take" sum                   { $$ = $sum; };
per
    : %empty                       { $$ = NONE; }
    | "per" expr                   { $$ = ADD(NONE, $expr); }
    | "per" "(" expr[first] "," exprs[rest] ")" { $$ = parser_list_join(p, ADD(NONE, $first), $rest); }
    ;
%%

static int yyreport_syntax_error(const yypcontext_t *context, struct parser *p)
{
    yysymbol_kind_t kinds[YYNTOKENS];
    int expected[YYNTOKENS];
    int count = p->quiet ? 0 : yypcontext_expected_tokens(context, kinds, YYNTOKENS);
    for (int i = 0; i < count; i++) expected[i] = (int)kinds[i];
    parser_report(p, expected, count);
    return 0;
}

bool grammar_accepts(const grammar_pstate *state, int kind)
{
    yysymbol_kind_t kinds[YYNTOKENS];
    int count = yypstate_expected_tokens((grammar_pstate *)state, kinds, YYNTOKENS);
    for (int i = 0; i < count; i++) {
        if ((int)kinds[i] == kind) return true;
    }
    return false;
}

/* Only called when the parser's stack is full. */
static void grammar_error(const struct span *span, struct parser *p, const char *message)
{
    (void)message;
    parser_report_deep(p, *span);
}
