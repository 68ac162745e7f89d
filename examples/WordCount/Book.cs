namespace Flink.Examples.WordCount;

/// <summary>The text that is counted when none is given: Newton's Opticks, in the folder <c>data</c> of the examples.</summary>
internal static class Book
{
    public const string Name = "opticks.txt";

    /// <summary>Looks in the folders above the program, then in FLINK_HOME; null when it is in neither.</summary>
    public static string? Find() => Places().FirstOrDefault(File.Exists);

    private static IEnumerable<string> Places()
    {
        // The launcher loads this assembly from the program's folder, which AppContext.BaseDirectory does not know.
        for (var folder = Path.GetDirectoryName(typeof(Book).Assembly.Location); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return Path.Combine(folder, "data", Name);
            yield return Path.Combine(folder, "examples", "data", Name);
        }

        if (Environment.GetEnvironmentVariable("FLINK_HOME") is { Length: > 0 } home)
        {
            yield return Path.Combine(home, "examples", "data", Name);
        }
    }
}
