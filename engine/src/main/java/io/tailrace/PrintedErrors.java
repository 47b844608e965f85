package io.tailrace;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.agrona.ErrorHandler;

/** Prints the errors that have no caller, as nobody has said who is to be told of them. Any thread. */
final class PrintedErrors implements ErrorHandler {
    @Override
    public void onError(Throwable error) {
        StringWriter text = new StringWriter();
        text.write("tailrace: an error without a caller, set TailraceConfig.errorHandler(handler) to be told of it: ");
        error.printStackTrace(new PrintWriter(text, true));
        System.err.print(text);
    }
}
