// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The one thread that turns accepted records into truth. [FoldThread] drives [Fold], whose round
/// is the thread to follow: records join the parts (traces, direct events) that are still moving
/// ([Admission], [MovingParts]), what is derived of them is folded into chats and lasting series
/// ([Contributions], [MergedChats], [SeriesTotals]), batches go to the store ([Outbox],
/// [StoreWriter]), and parts at rest leave memory ([LeavingParts]) until a late record brings them
/// back ([ReturningParts]).
@NullMarked
package ai.mozaiks.observability.server.fold;

import org.jspecify.annotations.NullMarked;
