using System.Reflection;
using Flink.Core.Execution;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Runtime.Dispatcher;

/// <summary>An ended job of which a file holds what is large.</summary>
/// <param name="path">The file.</param>
/// <param name="summary">The job in a list.</param>
/// <param name="result">How it ended, without its accumulators.</param>
/// <param name="bytes">Length of the file.</param>
/// <param name="assemblies">Where types of its accumulators are found.</param>
public sealed class FinishedJobFile(string path, JobSummary summary, JobResult result, long bytes, IReadOnlyCollection<Assembly> assemblies)
{
    internal string Path => path;

    internal JobSummary Summary => summary;

    internal JobResult Result => result;

    internal long Bytes => bytes;

    internal IReadOnlyCollection<Assembly> Assemblies => assemblies;

    /// <summary>The whole job, while it is cached.</summary>
    internal FinishedJob? Cached { get; set; }
}
