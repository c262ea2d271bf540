package io.flagpost.demo;

/**
 * What a story is about: the truth that a ranking of leads can be measured by.
 *
 * @param story the story
 * @param kind what is named: {@code license}, {@code activation}, {@code version}, {@code
 *     checksum}, {@code network} or {@code product}
 * @param value its name, as records have it; a network as an address block
 */
public record StoryLabel(Story story, String kind, String value) {
  static StoryLabel license(Story story, String key) {
    return new StoryLabel(story, "license", key);
  }

  static StoryLabel activation(Story story, String identifier) {
    return new StoryLabel(story, "activation", identifier);
  }

  static StoryLabel version(Story story, String version) {
    return new StoryLabel(story, "version", version);
  }

  static StoryLabel checksum(Story story, String checksum) {
    return new StoryLabel(story, "checksum", checksum);
  }

  static StoryLabel network(Story story, String block) {
    return new StoryLabel(story, "network", block);
  }

  static StoryLabel product(Story story, long id) {
    return new StoryLabel(story, "product", Long.toString(id));
  }
}
