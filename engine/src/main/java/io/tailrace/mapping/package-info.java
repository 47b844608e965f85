/** Documents as records of Java: a component is a field. */
package io.tailrace.mapping;
