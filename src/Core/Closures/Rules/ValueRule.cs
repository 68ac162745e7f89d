namespace Flink.Core.Closures.Rules;

/// <summary>How a value type of .NET is written and rebuilt.</summary>
internal abstract class ValueRule(int minimumBytes)
{
    public int MinimumBytes => minimumBytes;

    public abstract void Write(ClosureOutput output, object value);

    public abstract object Read(ClosureInput input);
}

/// <inheritdoc/>
internal sealed class ValueRule<T>(int minimumBytes, Action<ClosureOutput, T> write, Func<ClosureInput, T> read) : ValueRule(minimumBytes)
    where T : struct
{
    public override void Write(ClosureOutput output, object value) => write(output, (T)value);

    public override object Read(ClosureInput input) => read(input);
}
