namespace Flink.Streaming.Windowing.Operators;

/// <summary>Does what is to be done when windows of the key at hand become one.</summary>
internal interface IWindowMergeTarget<TWindow>
{
    /// <param name="result">What they become.</param>
    /// <param name="merged">The windows that there were, at least one.</param>
    /// <param name="stateWindow">The window under which the result's contents are kept.</param>
    /// <param name="mergedStateWindows">Those under which the other contents are kept.</param>
    void OnMerge(in TWindow result, List<TWindow> merged, in TWindow stateWindow, List<TWindow> mergedStateWindows);
}
