package io.flagpost.demo;

/**
 * A copy of a product on somebody's machine, as its records name it.
 *
 * @param product the product
 * @param licenseKey the license that it says it has, issued or not
 * @param activation under which activation it runs, known or not
 * @param user who uses it
 * @param address where its records come from
 */
record Installation(
    DemoProduct product, String licenseKey, String activation, String user, String address) {}
