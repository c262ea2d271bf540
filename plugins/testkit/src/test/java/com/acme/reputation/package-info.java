/** What the guide for plugin authors shows: a check that asks a service of the vendor's own. */
package com.acme.reputation;
