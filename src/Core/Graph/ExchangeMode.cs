namespace Flink.Core.Graph;

/// <summary>When the receiving side of an edge may start.</summary>
public enum ExchangeMode
{
    /// <summary>At once: records flow as they are produced.</summary>
    Pipelined,

    /// <summary>When the sending side has finished: its whole result is kept until then.</summary>
    Blocking,
}
