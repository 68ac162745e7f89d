namespace Flink.Core.Graph;

/// <summary>An operator of a job graph; the same in every execution of the same program, since state is found again by it.</summary>
/// <param name="Value">The bits; printed as 32 hexadecimal digits.</param>
public readonly record struct OperatorId(Id128 Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
