namespace Flink.Runtime.Programs;

/// <summary>Which contents this process has loaded from which path. Safe for concurrent use.</summary>
/// <remarks>
/// The runtime knows loaded images by their path, and so does the dynamic linker of Linux: a file that was replaced under its path is
/// taken for the one that is loaded already, also by a load context that never saw the old one.
/// </remarks>
internal static class LoadedPaths
{
    private static readonly Lock _lock = new();
    private static readonly Dictionary<string, List<UInt128>> _contents = new(StringComparer.Ordinal);

    /// <summary>0 for the content that was loaded from the path first, 1 for the next one.</summary>
    public static int GenerationOf(string path, UInt128 content)
    {
        lock (_lock)
        {
            if (!_contents.TryGetValue(path, out var contents))
            {
                _contents.Add(path, contents = []);
            }

            var index = contents.IndexOf(content);
            if (index < 0)
            {
                index = contents.Count;
                contents.Add(content);
            }

            return index;
        }
    }
}
