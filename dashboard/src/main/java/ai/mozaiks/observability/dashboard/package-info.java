// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The web pages of the server. Their sources are in `src/main/web`, in TypeScript; the build makes
/// one folder of assets of them, which [DashboardFiles] reads. What is where among the sources
/// stands in `docs/dashboard.md`.
@NullMarked
package ai.mozaiks.observability.dashboard;

import org.jspecify.annotations.NullMarked;
