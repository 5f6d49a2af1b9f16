// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The dashboard in a real browser: Chromium, driven by Playwright, at a server that has an hour of
/// the demo and, where they are at hand, real traces. One server and one browser serve all classes;
/// each test has a page of its own, in which nothing may go wrong unseen.
@NullMarked
package ai.mozaiks.observability.browser;

import org.jspecify.annotations.NullMarked;
