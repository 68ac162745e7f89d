namespace Flink.Core.Graph;

/// <summary>Names a side output of an operator.</summary>
/// <param name="Id">Unique among the side outputs of one operator; not empty.</param>
public abstract record OutputTag(string Id)
{
    /// <summary>Record type of the side output.</summary>
    public abstract Type RecordType { get; }
}

/// <summary>Names a typed side output of an operator.</summary>
/// <typeparam name="T">Its record type.</typeparam>
/// <param name="Id">Unique among the side outputs of one operator; not empty.</param>
public sealed record OutputTag<T>(string Id) : OutputTag(Id)
{
    /// <inheritdoc/>
    public override Type RecordType => typeof(T);
}
