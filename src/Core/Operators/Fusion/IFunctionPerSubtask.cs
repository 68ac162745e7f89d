namespace Flink.Core.Operators.Fusion;

/// <summary>A struct function that refers to an object, of which every subtask needs one of its own.</summary>
public interface IFunctionPerSubtask
{
    /// <summary>The function, boxed, with its object copied.</summary>
    object ForSubtask();
}
