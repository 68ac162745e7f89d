using Xunit.v3;

namespace Flink.ResourceManagers.Testing;

/// <summary>A test shows that a rule of the resource-manager layer holds. Also a trait: <c>Rule=R12</c>.</summary>
/// <param name="number">The rule's number.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RuleAttribute(int number) : Attribute, ITraitAttribute
{
    /// <summary>The rule's number.</summary>
    public int Number { get; } = number;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Rule", $"R{Number}")];
}
