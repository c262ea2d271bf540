/** What the guide for plugin authors shows: a check that folds. */
package com.acme.networks;
