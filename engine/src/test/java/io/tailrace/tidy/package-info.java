/**
 * The house rules as a test: what the classes may call, which way the packages look, how long files and methods are.
 */
package io.tailrace.tidy;
