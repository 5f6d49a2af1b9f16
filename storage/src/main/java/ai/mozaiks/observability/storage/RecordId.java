// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

/// Names a record that has no id of its own (a log record, a point of a metric) by what it is: 128
/// bits of a digest of its content, the same in every process and after every resend.
///
/// @param high the upper 64 bits
/// @param low the lower 64 bits
public record RecordId(long high, long low) implements Comparable<RecordId> {

  @Override
  public int compareTo(RecordId other) {
    int order = Long.compare(high, other.high); // signed, as databases order numbers
    return order != 0 ? order : Long.compare(low, other.low);
  }
}
