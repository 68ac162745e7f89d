namespace Flink.Runtime.Slots;

/// <summary>An amount of something that is neither processor nor memory, such as <c>gpu</c> (<c>external-resources</c>).</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Amount">How much; not negative.</param>
public readonly record struct ExternalResource(string Name, decimal Amount);
