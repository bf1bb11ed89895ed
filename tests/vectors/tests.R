# SPDX-License-Identifier: MIT
# Writes tests/vectors/tests.txt: data sets, and what R says of them.
#
#     Rscript tests/vectors/tests.R > tests/vectors/tests.txt
#
# Lines: "set NAME", "x N" or "y N" with N numbers after it, and
# "want WHAT [PARAMETERS] = RESULTS" about the x and y last given.

show <- function(v) {
  v <- as.numeric(v)
  paste(ifelse(is.nan(v), "nan", ifelse(v == Inf, "inf", ifelse(v == -Inf,
        "-inf", sprintf("%.17g", v)))), collapse = " ")
}
data <- function(letter, v) {
  cat(letter, length(v), "\n")
  for (i in seq(1, length(v), 4))
    cat("", show(v[i:min(i + 3, length(v))]), "\n")
}
want <- function(what, ...) {
  parts <- list(...)
  result <- parts[[length(parts)]]
  args <- unlist(parts[-length(parts)])
  cat("want", what, if (length(args)) show(args), "=", show(result), "\n")
}

# ---- one set ----------------------------------------------------------------

walsh <- function(x) { w <- outer(x, x, "+") / 2; sort(w[!lower.tri(w)]) }

signed_rank <- function(x, shift) {
  n <- length(x); w <- walsh(x)
  above <- sum(w > shift); below <- sum(w < shift)
  greater <- if (above > 0) psignrank(above - 1, n, lower.tail = FALSE) else 1
  less <- if (below > 0) psignrank(below - 1, n, lower.tail = FALSE) else 1
  want("signed_rank", shift,
       c(above, below, greater, less, min(1, 2 * min(greater, less))))
}

hodges_lehmann <- function(x, confidence) {
  n <- length(x); w <- walsh(x); m <- length(w)
  # how many averages on each side may be left out: P(W <= lost - 1) <= p
  p <- (1 - confidence) / 2
  lost <- qsignrank(p, n)
  if (psignrank(lost, n) <= p + 1e-12) lost <- lost + 1
  if (lost == 0) {
    want("hodges_lehmann", confidence, c(median(w), -Inf, Inf, 0))
  } else {
    want("hodges_lehmann", confidence,
         c(median(w), w[lost], w[m + 1 - lost],
           1 - 2 * psignrank(lost - 1, n)))
  }
}

median_interval <- function(x, confidence) {
  n <- length(x); p <- (1 - confidence) / 2; s <- sort(x)
  ranks <- which(pbinom(0:(n %/% 2), n, 0.5) <= p)
  if (length(ranks) == 0) {
    want("median_interval", confidence, c(median(x), -Inf, Inf, 0))
  } else {
    r <- min(max(ranks), n %/% 2)
    want("median_interval", confidence,
         c(median(x), s[r], s[n + 1 - r], 1 - 2 * pbinom(r - 1, n, 0.5)))
  }
}

one <- function(name, x, shift = median(x) * 0.99) {
  n <- length(x)
  varies <- any(x != x[1])
  cat("set", name, "\n")
  data("x", x)
  if (n <= 500) {
    signed_rank(x, shift)
    signed_rank(x, x[1])
    hodges_lehmann(x, 0.95)
    hodges_lehmann(x, 0.5)
  }
  for (confidence in c(0.95, 0.9)) median_interval(x, confidence)
  if (n >= 2 && varies) {
    want("acf", acf(x, plot = FALSE, lag.max = 3)$acf[-1][1:min(3, n - 1)])
    want("von_neumann", sum(diff(x)^2) / sum((x - mean(x))^2))
  }
  if (n >= 5 && varies) {
    quartiles <- IQR(x) / 1.349
    h <- 0.9 * min(c(sd(x), quartiles)[c(TRUE, quartiles > 0)]) * n^-0.2
    at <- c(min(x) - 3 * h + (max(x) - min(x) + 6 * h) * c(0, 13, 32, 64) / 64)
    want("density", h,
         sapply(at, function(p) sum(dnorm(p, x, h)[abs(p - x) <= 4 * h]) / n))
  }
}

# ---- lines and adjustments --------------------------------------------------

line <- function(name, x, y) {
  cat("set", name, "\n")
  data("x", x); data("y", y)
  m <- summary(lm(y ~ x))
  want("least_squares", c(m$coefficients[2, 1], m$coefficients[1, 1],
       m$coefficients[2, 2], m$r.squared))
  o <- summary(lm(y ~ x + 0))
  slope <- o$coefficients[1, 1]
  want("origin", c(slope, o$coefficients[1, 2],
       1 - sum((y - slope * x)^2) / sum((y - mean(y))^2)))
  pairs <- combn(length(x), 2)
  dx <- x[pairs[2, ]] - x[pairs[1, ]]; dy <- y[pairs[2, ]] - y[pairs[1, ]]
  slope <- median((dy / dx)[dx != 0])
  want("theil_sen", c(slope, median(y - slope * x)))
  if (all(x > 0) && all(y > 0))
    want("exponent", cov(log(y), log(x)) / var(log(x)))
}

adjust <- function(name, p) {
  cat("set", name, "\n")
  data("x", p)
  for (how in c("bonferroni", "holm", "BH"))
    want(how, p.adjust(p, how))
}

# ---- estimates of several machines -------------------------------------------

# By matrices and R's own distributions: generalised least squares, with the
# variance between groups from the trace of the residual projection.
pool <- function(name, x, y, confidence = .95) {
  cat("set", name, "\n")
  data("x", x); data("y", y)
  k <- length(x); ones <- matrix(1, k, 1)
  fit <- function(v) {
    w <- diag(1 / v)
    h <- ones %*% solve(t(ones) %*% w %*% ones) %*% t(ones) %*% w
    p <- w %*% (diag(k) - h)
    list(mean = (h %*% x)[1], p = p, rss = (t(x) %*% p %*% x)[1],
         var = solve(t(ones) %*% w %*% ones)[1])
  }
  f <- fit(y^2)
  tau2 <- max(0, (f$rss - (k - 1)) / sum(diag(f$p)))
  r <- fit(y^2 + tau2)
  se <- sqrt(r$var * max(1, r$rss / (k - 1)))
  want("pooling", confidence,
       c(f$rss, pchisq(f$rss, k - 1, lower.tail = FALSE), sqrt(tau2), r$mean,
         r$mean + c(-1, 1) * qt((1 + confidence) / 2, k - 1) * se))
}

# ---- the data ---------------------------------------------------------------

cat("# Made by tests/vectors/tests.R with", R.version.string, "\n")
set.seed(20240229)
i <- 1:25
t25 <- 100 + 8 * sin(1.7 * i) + 5 * cos(0.9 * i^1.5) + 20 * (i %% 7 == 0)

one("t25", t25, 100)
one("one_value", 3.25, 3)
one("two_values", c(1, 2))
one("three_values", c(5, 1, 9))
one("five_values", rnorm(5, 10))
one("six_values", rnorm(6, 10))
one("seven_equal", rep(0.1, 7), 0.05)
one("ten_with_zeros", c(0, 0, 0, 1, -1, 2, -2, 3, 0, 5), 0)
one("twenty_normal", rnorm(20, 50, 3))
one("thirty_ties", round(rnorm(30, 4), 0), 4)
one("forty_uniform", runif(40))
one("fifty_exponential", rexp(50))
one("sixty_two_humps", c(rnorm(42, 1, .01), rnorm(18, 1.05, .01)))
one("hundred_lognormal", rlnorm(100, 2, .5))
one("hundred_cauchy", rcauchy(100), 0)
one("hundred_huge", rnorm(100, 1, .1) * 1e150)
one("hundred_tiny", rnorm(100, 1, .1) * 1e-150)
one("hundred_offset", 1e9 + rnorm(100))
one("two_hundred_spikes", rnorm(200) + (runif(200) < .05) * 1e6, 0)
one("two_hundred_forty", rnorm(240, .05))
one("three_hundred", rnorm(300, .1), 0)
one("five_hundred_integers", rpois(500, 12), 12)
one("thousand_lognormal", rlnorm(1000, 0, 1))

# What sets that are gone drew: those below are as they were.
invisible(rnorm(808))

line("counts", 1:25, t25 * 1:25)
line("ladder", c(1, 2, 4, 8, 16), c(12, 21, 43, 80, 166))
line("two_points", c(1, 3), c(2, 7))
line("repeated_x", rep(1:4, each = 5), rnorm(20, rep(1:4, each = 5), .3) + 5)
line("outlier", 1:12, c(1:11, 400) + .25 * sin(1:12))
line("offset", 1e6 + 1:30, 3 * (1:30) + rnorm(30))
line("large", (1:20) * 1e100, (1:20)^2 * 1e100)

adjust("five_p", c(.01, .02, .03, .04, .05))
adjust("ties_p", c(.5, .001, .001, .8, .02, 1, 0, .04, .5))
adjust("with_nan", c(.01, NaN, .2, .004, NaN, .9))
adjust("forty_p", runif(40)^3)

cat("set tables\n")
for (n in c(5, 6, 10, 20, 30, 60, 100, 120, 200, 240)) {
  for (p in c(.3, .05, .025, .005, 1e-4, 2.5e-6)) {
    m <- n * (n + 1) / 2
    lost <- qsignrank(p * (1 - 1e-9), n)
    while (lost >= 0 && psignrank(lost, n) > p) lost <- lost - 1
    want("critical", n, p, m - lost)
  }
}
for (n in c(1, 2, 5, 12, 25, 60, 150, 240))
  for (part in c(.5, .6, .8, .95)) {
    w <- ceiling(part * n * (n + 1) / 2)
    want("upper", n, w, psignrank(w - 1, n, lower.tail = FALSE))
  }
for (n in c(241, 300, 500, 800))
  for (z in c(0, 1, 2, 3, 4, 4.5)) {
    w <- ceiling(n * (n + 1) / 4 + z * sqrt(n * (n + 1) * (2 * n + 1) / 24))
    want("upper_large", n, w, psignrank(w - 1, n, lower.tail = FALSE))
  }

cat("set chi_square\n")
for (degrees in c(1, 2, 3, 4, 7, 8, 19, 30))
  for (x in c(1e-9, .1, 1, 5, 20, 60, 300))
    want("chi_square", degrees, x, pchisq(x, degrees, lower.tail = FALSE))

pool("two_machines", c(.02, .01), c(.002, .002))
pool("three_alike", c(.0102, .0098, .0101), c(.003, .002, .004))
pool("five_alike", c(.018, .0185, .0172, .019, .0178), rep(.001, 5))
pool("five_apart", c(.018, -.02, .04, .001, .0178),
     c(.001, .002, .0015, .003, .001))
pool("six_uneven", c(.05, .01, .012, .011, .009, .0102),
     c(.0004, .01, .02, .008, .03, .009), .99)
pool("twenty_machines", .01 + .02 * sin(1:20), .002 + .001 * cos(1:20))
