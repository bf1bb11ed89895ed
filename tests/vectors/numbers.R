# SPDX-License-Identifier: MIT
#
# Reference numbers for tests/stats, computed by R.  From the root of the
# repository:
#
#     Rscript tests/vectors/numbers.R [quick]
#
# writes three files beside this script, which are committed and which the
# tests read, so that testing needs no R.
#
#     set NAME           what follows is about this data set, or about none
#     x COUNT            its values, one a line
#     want WHAT A = X    function WHAT of it, with arguments A (if any), is X
#
# Data are stored as R used them, with 17 digits, because their generators are
# nobody's interface.  Needs R and its recommended package "boot".
# "quick" leaves out the bootstrap file, which takes minutes.

library(boot)

folder <- "tests/vectors"
digits <- function(x) sprintf("%.17g", x)
out <- NULL

open_file <- function(name, about) {
    out <<- file(file.path(folder, name), "w")
    writeLines(c(paste("#", about),
                 paste("# Made by tests/vectors/numbers.R with",
                       R.version.string, "and boot",
                       packageVersion("boot"))), out)
}
data_set <- function(name, x)
    writeLines(c(paste("set", name), paste("x", length(x)), digits(x)), out)
want <- function(what, x, ...)
    writeLines(paste(c("want", what, digits(c(...)), "=", digits(x)),
                     collapse = " "), out)

# ---- data sets ---------------------------------------------------------------

set.seed(20240611)
i25 <- 1:25
t25 <- 100 + 8 * sin(1.7 * i25) + 5 * cos(0.9 * i25^1.5) + 20 * (i25 %% 7 == 0)
bimodal <- function(n) ifelse(runif(n) < 0.7, 0, 0.05) + rnorm(n, 0, 0.003)
spikes <- function(n) rnorm(n, 0, 0.01) + (runif(n) < 0.05) * rexp(n, 2)
sets <- list(
    t25 = t25,
    one = 3.25,
    two = c(7, -2),
    three = c(1, 10, 2),
    equal5 = rep(4.2, 5),
    zeros10 = rep(0, 10),
    most_zero = c(rep(0, 17), 1, 2, 40),
    ties20 = round(rnorm(20) * 2),
    ints7 = c(3, 1, 4, 1, 5, 9, 2),
    four = c(0.5, 0.25, 8, 2),
    nine = c(9, 8, 7, 6, 5, 4, 3, 2, 1),
    eleven = c(2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31),
    twelve = (1:12)^2,
    normal10 = rnorm(10, 5, 1),
    normal31 = rnorm(31, -3, 0.5),
    normal100 = rnorm(100, 1000, 3),
    normal250 = rnorm(250),
    normal500 = rnorm(500, 20, 4),
    normal1000 = rnorm(1000, 1e-3, 1e-5),
    huge30 = rnorm(30, 5, 1) * 1e150,
    tiny30 = rnorm(30, 5, 1) * 1e-150,
    offset40 = 1e9 + rnorm(40),
    lognormal100 = exp(rnorm(100, 0, 0.5)),
    exp30 = rexp(30),
    cauchy50 = rcauchy(50),
    t3_200 = rt(200, 3),
    uniform64 = runif(64, -1, 1),
    bimodal60 = bimodal(60),
    spikes80 = spikes(80),
    contaminated90 = rnorm(90) * ifelse(runif(90) < 0.1, 10, 1),
    walk120 = cumsum(rnorm(120)) / 10 + 50,
    rising33 = 100 + (1:33)^1.5,
    nanoseconds70 = round(1e6 * exp(rnorm(70, 0, 0.02))),
    cube15 = (-7:7)^3)

# ---- summaries ---------------------------------------------------------------

harrell_davis <- function(x, p) {
    n <- length(x)
    w <- diff(pbeta((0:n) / n, (n + 1) * p, (n + 1) * (1 - p)))
    sum(w * sort(x))
}
raw_mad <- function(x) mad(x, constant = 1)
winsorise <- function(x, trim) {
    g <- floor(trim * length(x))
    s <- sort(x)
    pmin(pmax(x, s[1 + g]), s[length(x) - g])
}
# docs/statistics.md: trimmed mean, launch error, session error, interval
estimate <- function(x, confidence) {
    n <- length(x)
    g <- floor(0.1 * n)
    w <- winsorise(x, 0.1)
    kept <- 1 - 2 * g / n
    se1 <- sd(w) / (kept * sqrt(n))
    se2 <- 0
    if (n >= 12) {
        ends <- floor((0:6) * n / 6)
        batch <- sapply(1:6, function(i) mean(w[(ends[i] + 1):ends[i + 1]]))
        se2 <- sd(batch) / sqrt(6) / kept
    }
    df <- if (se2 > se1) 5 else n - 2 * g - 1
    se <- max(se1, se2)
    m <- mean(x, trim = 0.1)
    half <- qt(0.5 + confidence / 2, df) * se
    c(value = m, se1 = se1, se2 = se2, df = df, low = m - half, high = m + half)
}
weighted_quantile <- function(x, w, p) {
    o <- order(x)
    x <- x[o]
    w <- w[o] / sum(w)
    n <- 1 / sum(w^2)
    t <- c(0, cumsum(w))
    from <- (n - 1) * p / n
    share <- pmin(pmax((t - from) * n, 0), 1)
    sum(diff(share) * x)
}

open_file("numbers.txt", "Order statistics, moments, fences, estimates.")
for (name in names(sets)) {
    x <- sets[[name]]
    n <- length(x)
    data_set(name, x)
    want("mean", mean(x))
    want("median", median(x))
    want("mad", raw_mad(x))
    want("iqr", IQR(x))
    for (p in c(0, 0.05, 1 / 3, 0.9, 1))
        want("quantile", quantile(x, p, names = FALSE), p)
    for (p in c(0.1, 0.5, 0.75))
        want("harrell_davis", harrell_davis(x, p), p)
    want("weighted_quantile", weighted_quantile(x, seq_len(n), 0.4), 0.4)
    for (trim in c(0.1, 0.25))
        want("trimmed_mean", mean(x, trim = trim), trim)
    q <- quantile(x, c(0.25, 0.75), names = FALSE)
    d <- diff(q)
    want("fences", sum(x < q[1] - 3 * d), 0)
    want("fences", sum(x < q[1] - 1.5 * d & x >= q[1] - 3 * d), 1)
    want("fences", sum(x > q[2] + 1.5 * d & x <= q[2] + 3 * d), 3)
    want("fences", sum(x > q[2] + 3 * d), 4)
    want("far", sum(abs(x - median(x)) > 5 * mad(x)))
    if (n < 2)
        next
    want("std_dev", sd(x))
    want("winsorised_std_dev", sd(winsorise(x, 0.1)), 0.1)
    for (confidence in c(0.95, 0.99)) {
        e <- estimate(x, confidence)
        want("estimate_low", e["low"], confidence)
        want("estimate_high", e["high"], confidence)
    }
    want("estimate_launch_error", e["se1"])
    want("estimate_session_error", e["se2"])
    want("estimate_degrees", e["df"])
    if (all(x > 0)) {
        e <- exp(estimate(log(x), 0.95))
        want("log_estimate", e["value"])
        want("log_estimate_low", e["low"])
        want("log_estimate_high", e["high"])
    }
}
close(out)

# ---- distributions -----------------------------------------------------------

open_file("distributions.txt", "Densities, tails and quantiles.")
writeLines("set none", out)
for (z in c(-37, -20, -8, -3.3, -1, -0.1, -1e-8, 0, 1e-3, 0.5, 1.7, 4, 9, 30)) {
    want("normal_density", dnorm(z), z)
    want("normal_cdf", pnorm(z), z)
    want("normal_upper", pnorm(z, lower.tail = FALSE), z)
}
probabilities <- c(1e-300, 1e-50, 1e-12, 1e-6, 0.001, 0.025, 0.2, 0.4,
                   0.499999, 0.5, 0.6, 0.9, 0.975, 0.999, 1 - 1e-9)
for (p in probabilities)
    want("normal_quantile", qnorm(p), p)
for (df in c(1, 2, 3, 5, 7.5, 12, 30, 101, 1000, 1e5)) {
    for (t in c(-40, -8, -2.5, -1, -0.01, 0.3, 1.5, 6)) {
        want("student_density", dt(t, df), t, df)
        want("student_cdf", pt(t, df), t, df)
    }
    for (p in c(1e-12, 1e-6, 0.001, 0.025, 0.3, 0.45, 0.55, 0.9, 0.995))
        want("student_quantile", qt(p, df), p, df)
}
shapes <- list(c(0.5, 0.5), c(1, 1), c(2, 3), c(0.3, 7), c(12.5, 13.5),
               c(50, 1), c(400, 601), c(0.5, 500), c(3000, 20))
for (s in shapes) {
    for (q in c(1e-9, 1e-4, 0.02, 0.3, 0.5, 0.8, 0.99, 1 - 1e-6)) {
        x <- qbeta(q, s[1], s[2])
        if (x == 0 || x == 1)
            next
        want("beta_cdf", pbeta(x, s[1], s[2]), x, s[1], s[2])
        want("beta_upper", pbeta(x, s[1], s[2], lower.tail = FALSE),
             x, s[1], s[2])
        want("beta_quantile", qbeta(q, s[1], s[2]), q, s[1], s[2])
    }
}
for (n in c(1, 2, 10, 25, 100, 1000, 20000))
    for (p in c(0.001, 0.3, 0.5, 0.92)) {
        for (k in unique(pmin(n, pmax(0, round(n * p + c(-6, -2, 0, 1, 5) *
                                                 sqrt(n * p * (1 - p))))))) {
            want("binomial_density", dbinom(k, n, p), k, n, p)
            want("binomial_cdf", pbinom(k, n, p), k, n, p)
            want("binomial_upper", pbinom(k, n, p, lower.tail = FALSE),
                 k, n, p)
        }
        for (q in c(1e-9, 0.025, 0.5, 0.9, 1 - 1e-6))
            want("binomial_quantile", qbinom(q, n, p), q, n, p)
    }
for (x in c(1e-10, 1e-3, 0.1, 0.5, 1, 1.5, 2, 3.7, 9.99, 10, 171, 1e5, 1e12))
    want("log_gamma", lgamma(x), x)
close(out)

if ("quick" %in% commandArgs(TRUE))
    quit("no")

# ---- bootstrap ---------------------------------------------------------------

# Monte Carlo: 200,000 resamples; tests allow for their noise.  The file was
# made when more was resampled here: made again, it differs by that noise.
open_file("resamples.txt", "Ends of bootstrap distributions, by resampling.")
resamples <- 200000
ends <- function(t) quantile(t, c(0.025, 0.975), names = FALSE)
both <- function(what, e, ...) {
    want(paste0(what, "_low"), e[1], ...)
    want(paste0(what, "_high"), e[2], ...)
}
for (name in c("t25", "exp30", "lognormal100", "uniform64")) {
    x <- sets[[name]]
    n <- length(x)
    data_set(name, x)
    four <- function(d, i) {
        y <- d[i]
        c(mean(y), sd(y), median(y), raw_mad(y))
    }
    b <- boot(x, four, resamples)
    for (k in 1:4)
        both(paste0("mc_", c("mean", "std_dev", "median", "mad")[k]),
             ends(b$t[, k]))
    at <- seq_len(n)
    slope <- boot(cbind(at, x * at), function(d, i)
        sum(d[i, 1] * d[i, 2]) / sum(d[i, 1]^2), resamples)
    both("mc_slope", ends(slope$t))
    # launches of five samples, whole and with samples drawn again inside
    groups <- split(x, (seq_len(n) - 1) %/% 5)
    pick <- function(again) {
        g <- groups[sample.int(length(groups), replace = TRUE)]
        y <- unlist(if (again) lapply(g, function(v) v[sample.int(length(v),
                                                  replace = TRUE)]) else g)
        c(mean(y), sd(y), median(y), raw_mad(y))
    }
    for (again in 0:1) {
        t <- replicate(60000, pick(again))
        for (k in 1:4)
            both(paste0("mc_launches_",
                              c("mean", "std_dev", "median", "mad")[k]),
                 ends(t[k, ]), again)
    }
}
close(out)
