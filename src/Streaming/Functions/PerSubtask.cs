using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>A function object of which each subtask gets a copy.</summary>
internal sealed class PerSubtask(object function) : IFunctionPerSubtask
{
    public object ForSubtask() => function is IFunctionPerSubtask adapter ? adapter.ForSubtask() : FunctionObject.CopyOf(function);
}
