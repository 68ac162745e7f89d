namespace Flink.Core.Graph;

/// <summary>A job: one execution of one job graph.</summary>
/// <param name="Value">The bits; printed as 32 hexadecimal digits.</param>
public readonly record struct JobId(Id128 Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
