namespace Flink.ResourceManagers.Testing;

/// <summary>A rule that a system cannot express, so that its tests hold by declaration; on a class that derives from <see cref="DriverContract"/>.</summary>
/// <param name="rule">The rule's number.</param>
/// <param name="reason">Why, for the table of rules.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class NotExpressibleAttribute(int rule, string reason) : Attribute
{
    /// <summary>The rule's number.</summary>
    public int Rule { get; } = rule;

    /// <summary>Why.</summary>
    public string Reason { get; } = reason;
}
