package io.tailrace.conformance;

/** Something a case asks for that the API has no words for: a program that did would not compile. */
final class NotInApi extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotInApi(String what) {
        super(what);
    }
}
