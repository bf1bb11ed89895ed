/* SPDX-License-Identifier: MIT */
/* What gets into scripts, and what comes out of gnuplot. */
#include "report/plots/gnuplot.h"

#include "report/plots/plot_file.h"
#include "tests/report/has_gnuplot.h"
#include "tests/store/scratch.h"

static void check_text(const char *text, const char *want)
{
    struct tare_buf buf = { 0 };

    tare_gnuplot_text(&buf, text);
    CHECK_STR(buf.data, want);
    tare_buf_release(&buf);
}

TEST(text_is_one_line_in_single_quotes)
{
    check_text("sort/n=16", "'sort/n=16'");
    check_text("", "''");
    check_text("a\nsystem('id')", "'a\\nsystem(\u2019id\u2019)'");
    check_text("`id` $(id) \"x\" @m %d", "'`id` $(id) \"x\" @m %d'");
    check_text("\x01\x7f\x1b[1m", "'\\x01\\x7f\\x1b[1m'");
    check_text("\xff\xfe", "'\xef\xbf\xbd\xef\xbf\xbd'");
}

TEST(text_is_cut)
{
    char text[10001];
    struct tare_buf buf = { 0 };

    memset(text, 'x', 10000);
    text[10000] = '\0';
    tare_gnuplot_text(&buf, text);
    CHECK(buf.size <= TARE_PLOT_TEXT_MAX + 8);
    tare_buf_release(&buf);
}

TEST(labels_of_tics_have_their_percents_doubled)
{
    struct tare_buf buf = { 0 };

    tare_gnuplot_tic_text(&buf, "100 %d'%");
    CHECK_STR(buf.data, "'100 %%d\u2019%%'");
    tare_buf_release(&buf);
}

/* ---- drawing ------------------------------------------------------------- */

/* Plots with those commands, all in one script. */
static void draw(struct tare_plot *plots, const char *const *commands,
                 size_t count, enum tare_plot_format format,
                 struct tare_publication *publication,
                 struct tare_gnuplot *gnuplot)
{
    CHECK_INT(tare_publication_open(publication, in_scratch("drawn"), NULL), 0);
    CHECK_INT(tare_gnuplot_open(gnuplot, publication, format, NULL), 0);
    for (size_t i = 0; i < count; i++) {
        tare_buf_puts(tare_gnuplot_begin(gnuplot), commands[i]);
        tare_gnuplot_end(gnuplot, &plots[i], "title", "caption");
    }
    CHECK_INT(tare_gnuplot_run(gnuplot, NULL), 0);
}

static void end(struct tare_plot *plots, size_t count,
                struct tare_publication *publication,
                struct tare_gnuplot *gnuplot)
{
    for (size_t i = 0; i < count; i++)
        tare_plot_release(&plots[i]);
    tare_gnuplot_release(gnuplot);
    tare_publication_release(publication);
}

static int is_staged(const struct tare_publication *publication,
                     const char *name)
{
    return tare_folder_has(&publication->stage, name);
}

TEST(a_broken_plot_costs_only_itself)
{
    static const char *const commands[] = { "plot x\n", "plot no_such_thing\n",
                                            "plot x\n", "nonsense\n",
                                            "plot x\n" };
    struct tare_plot plots[5] = { 0 };
    struct tare_publication publication;
    struct tare_gnuplot gnuplot;

    if (!has_gnuplot())
        SKIP("no gnuplot");
    draw(plots, commands, 5, TARE_PLOT_SVG, &publication, &gnuplot);
    for (size_t i = 0; i < 5; i++)
        CHECK_INT(plots[i].is_drawn, i % 2 == 0);
    CHECK_INT(gnuplot.broken, 2);
    CHECK(gnuplot.trouble.size > 0);
    CHECK(is_staged(&publication, "plot-0005.svg"));
    CHECK(!is_staged(&publication, "plot-0002.svg"));
    CHECK(!is_staged(&publication, "plots-rest.gp"));
    end(plots, 5, &publication, &gnuplot);
}

TEST(a_plot_has_colours_for_dark_pages_and_no_script)
{
    static const char *const commands[] = {
        "plot x with lines lc rgb '#0063a6'\n"
    };
    struct tare_plot plot = { 0 };
    struct tare_publication publication;
    struct tare_gnuplot gnuplot;
    struct tare_buf svg = { 0 };

    if (!has_gnuplot())
        SKIP("no gnuplot");
    draw(&plot, commands, 1, TARE_PLOT_SVG, &publication, &gnuplot);
    tare_plot_read(&svg, &publication, &plot);
    CHECK(strstr(tare_buf_text(&svg), "prefers-color-scheme:dark") != NULL);
    CHECK(strstr(tare_buf_text(&svg), "{stroke:#62b5f5}") != NULL);
    CHECK(strstr(tare_buf_text(&svg), "<script") == NULL);
    tare_buf_release(&svg);
    end(&plot, 1, &publication, &gnuplot);
}

TEST(other_formats_come_besides)
{
    static const char *const commands[] = { "plot x\n" };
    struct tare_plot plot = { 0 };
    struct tare_publication publication;
    struct tare_gnuplot gnuplot;

    if (!has_gnuplot())
        SKIP("no gnuplot");
    draw(&plot, commands, 1, TARE_PLOT_PNG, &publication, &gnuplot);
    CHECK(plot.is_drawn);
    CHECK(is_staged(&publication, "plot-0001.svg"));
    CHECK(is_staged(&publication, "plot-0001.png"));
    end(&plot, 1, &publication, &gnuplot);
}

/* Each of these runs a command in some corner of gnuplot, if it gets there
 * unchanged. */
static const char *const hostile[] = {
    "`touch PWNED`",
    "\"; system('touch PWNED'); \"",
    "'; system('touch PWNED'); '",
    "'\nsystem('touch PWNED')\n'",
    "x\n!touch PWNED\n",
    "|touch PWNED",
    "< touch PWNED",
    "EOD\nsystem('touch PWNED')\n$d << EOD",
    "%d%s%n",
    "@m $x ~a^b_{c}&{d}\\e",
    "\\",
    "'",
    "''",
    "\xe2\x80\xae\xff\x01",
};

TEST(no_text_acts_wherever_it_stands)
{
    enum {
        COUNT = sizeof hostile / sizeof *hostile
    };
    struct tare_plot plots[COUNT] = { 0 };
    char *commands[COUNT];
    struct tare_publication publication;
    struct tare_gnuplot gnuplot;

    if (!has_gnuplot())
        SKIP("no gnuplot");
    for (size_t i = 0; i < COUNT; i++) {
        struct tare_buf body = { 0 };

        tare_buf_puts(&body, "set xlabel ");
        tare_gnuplot_text(&body, hostile[i]);
        tare_buf_puts(&body, "\nset xtics (");
        tare_gnuplot_tic_text(&body, hostile[i]);
        tare_buf_puts(&body, " 1)\nplot x title ");
        tare_gnuplot_text(&body, hostile[i]);
        tare_buf_puts(&body, "\n");
        commands[i] = tare_buf_detach(&body);
    }
    draw(plots, (const char *const *)commands, COUNT, TARE_PLOT_SVG,
         &publication, &gnuplot);
    CHECK_INT(gnuplot.broken, 0);
    CHECK(!is_staged(&publication, "PWNED"));
    /* the plots, the script and the mark of the folder */
    CHECK_INT(count_in(publication.stage.path), COUNT + 2);
    for (size_t i = 0; i < COUNT; i++)
        free(commands[i]);
    end(plots, COUNT, &publication, &gnuplot);
}

TEST(without_gnuplot_nothing_is_drawn_and_nothing_fails)
{
    static const char *const commands[] = { "plot x\n" };
    struct tare_plot plot = { 0 };
    struct tare_publication publication;
    struct tare_gnuplot gnuplot;
    char *path = tare_strdup(getenv("PATH"));

    setenv("PATH", scratch, 1);
    draw(&plot, commands, 1, TARE_PLOT_SVG, &publication, &gnuplot);
    setenv("PATH", path, 1);
    CHECK(gnuplot.is_missing);
    CHECK(!plot.is_drawn);
    end(&plot, 1, &publication, &gnuplot);
    free(path);
}

TESTS(RUN(text_is_one_line_in_single_quotes), RUN(text_is_cut),
      RUN(labels_of_tics_have_their_percents_doubled), RUN(make_scratch),
      RUN(a_broken_plot_costs_only_itself),
      RUN(a_plot_has_colours_for_dark_pages_and_no_script),
      RUN(other_formats_come_besides), RUN(no_text_acts_wherever_it_stands),
      RUN(without_gnuplot_nothing_is_drawn_and_nothing_fails),
      RUN(drop_scratch))
