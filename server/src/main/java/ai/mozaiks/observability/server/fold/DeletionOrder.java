// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import java.util.concurrent.CompletableFuture;

/// A journalled request to delete, on its way into the fold.
///
/// @param sequence its journal sequence
/// @param receipt completed by the fold once it is done; exceptionally if it cannot be done
public record DeletionOrder(
    long sequence, DeletionRequest request, CompletableFuture<DeletionReceipt> receipt)
    implements Inbox.Offered {}
