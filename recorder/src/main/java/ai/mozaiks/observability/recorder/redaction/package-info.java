// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The one engine that takes secrets out of what agents report, for whoever writes something down:
/// spans, events, logs, notifications. [Redactor] is the way in; the package depends on nothing
/// else of this library.
///
/// The way of a value:
///
/// 1. **Its key.** [Redactor#redactValue] asks `SecretKeys` whether the key's end names a secret
///    (`dbPassword`, `X-Api-Key`). Then the whole value is masked, whatever it looks like.
/// 2. **The text as it stands.** `SecretScan` runs over it and stops only at characters that can
///    belong to a secret. There one look decides: an address with a password (`SecretUrls`), a name
///    and its value (`SecretKeys`, `SecretValues`), an option of a command (`SecretOptions`,
///    `ShellCommands`), or a form that gives a key away (`KeyShapes` where a vendor marks its keys
///    by a prefix, `OtherShapes` for the rest; `BrokenKey` follows one through a line break). Each
///    look that finds nothing reads a bounded number of characters, so the whole is linear.
/// 3. **The text without disguises.** Where there is percent-encoding, an escape or a character
///    that nobody sees, `Reading` undoes them and the same scan runs over the result; each mask is
///    put where the secret stands in the original.
/// 4. **Again**, until nothing changes, since a mask may let the next look see more.
/// 5. **The operator's own patterns** (`BoundedPattern`), each with a bound on its steps.
///
/// Every mask is counted under the name of the rule that found it ([Redactor#counts]).
///
/// To add a vendor's key, add a line to `KeyShapes` and a case to the corpus of the tests; to add a
/// name, a line to `SecretKeys`.
@NullMarked
package ai.mozaiks.observability.recorder.redaction;

import org.jspecify.annotations.NullMarked;
