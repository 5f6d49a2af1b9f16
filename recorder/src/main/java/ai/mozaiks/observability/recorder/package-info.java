// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The domain of agent observability: what happens in a chat ([ChatEvent]), how it adds up
/// ([ChatState]), what is seen of it ([ChatSnapshot]), and the recorder that a Java agent calls
/// ([PerformanceManager]). No dependency at run time; Java 17.
@NullMarked
package ai.mozaiks.observability.recorder;

import org.jspecify.annotations.NullMarked;
