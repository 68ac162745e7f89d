namespace Flink.Streaming.Functions;

/// <summary>Stands between an operator and the user's function, which keeps its own life cycle and state.</summary>
internal interface IFunctionAdapter
{
    /// <summary>The user's function.</summary>
    object Function { get; }
}
