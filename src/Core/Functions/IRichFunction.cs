namespace Flink.Core.Functions;

/// <summary>A function that wants to know where it runs and to hold resources. May be implemented by any of the function interfaces' classes and structs.</summary>
public interface IRichFunction
{
    /// <summary>Called before the first record, on the task's thread.</summary>
    void Open(RuntimeContext context);

    /// <summary>Called once after the last record, also when the task failed or was cancelled.</summary>
    void Close();
}
