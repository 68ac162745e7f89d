namespace Flink.Streaming.Windowing;

/// <summary>Is told by an assigner which windows become one.</summary>
/// <typeparam name="TWindow">The window type.</typeparam>
public interface IWindowMerger<TWindow>
{
    /// <summary>Makes several windows one.</summary>
    /// <param name="merged">The windows, at least two; of their contents those of the first come first. Valid for the time of the call.</param>
    /// <param name="result">What they become.</param>
    void Merge(ReadOnlySpan<TWindow> merged, TWindow result);
}
