// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

/// What is demanded of the fields of an item, and what becomes of their texts: much of what senders
/// say ([SentRules]), nothing of what was accepted once ([#WRITTEN]).
interface FieldRules {

  /// For what this program wrote itself. It went through the checks when it was accepted; a second
  /// time they could only refuse it or change it, for example when a limit was lowered meanwhile.
  FieldRules WRITTEN =
      new FieldRules() {
        @Override
        public String id(String field, String id) {
          return id;
        }

        @Override
        public String name(String text) {
          return text;
        }

        @Override
        public String message(String text) {
          return text;
        }

        @Override
        public long hash(String arguments) {
          throw new AssertionError("written events hold the hash, never the arguments");
        }

        @Override
        public void require(boolean holds, String field, Object value, String expected) {
          // it held when it was accepted
        }

        @Override
        public void replacedTime() {
          throw new AssertionError("what was accepted keeps its time");
        }
      };

  /// The id, as it is.
  ///
  /// @throws InvalidEventException if it may not be one
  String id(String field, String id) throws InvalidEventException;

  /// A name as it is kept.
  String name(String text);

  /// A message as it is kept; may be long.
  String message(String text);

  /// What stands for the arguments of a call, which are not kept.
  long hash(String arguments);

  /// Learns that a time was too far ahead to be taken.
  void replacedTime();

  /// Sees to it that a value is within bounds.
  ///
  /// @throws InvalidEventException if it is not and that matters
  void require(boolean holds, String field, Object value, String expected)
      throws InvalidEventException;
}
