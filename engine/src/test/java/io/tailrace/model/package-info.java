/** A model of feeds in plain Java, and random runs in which engine and model have to agree event by event. */
package io.tailrace.model;
