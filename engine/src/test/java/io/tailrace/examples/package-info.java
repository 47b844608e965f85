/**
 * Small programs that are whole: each shows one thing that Tailrace is for, and a test beside it asserts its result.
 */
package io.tailrace.examples;
