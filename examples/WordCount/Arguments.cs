using System.Diagnostics.CodeAnalysis;

namespace Flink.Examples.WordCount;

/// <summary>What the program was asked to do.</summary>
/// <param name="Input">A file, a folder, or "-" for the standard input.</param>
/// <param name="Output">A file or folder; null to print the most frequent words.</param>
/// <param name="IsBook">Whether the input is the book of the examples, because none was given.</param>
internal sealed record Arguments(string Input, string? Output, bool IsBook)
{
    private const string Usage = "usage: WordCount [--input FILE|FOLDER|-] [--output FILE|FOLDER/]";

    /// <summary>An existing folder or a name that ends in a slash; then each subtask writes a file of its own.</summary>
    public bool IsOutputFolder => Output is not null && (Path.EndsInDirectorySeparator(Output) || Directory.Exists(Output));

    public static bool TryParse(string[] args, [NotNullWhen(true)] out Arguments? arguments, out string? problem)
    {
        string? input = null, output = null;
        arguments = null;
        for (var i = 0; i < args.Length; i += 2)
        {
            ref var value = ref input;
            switch (args[i])
            {
                case "--input":
                    break;
                case "--output":
                    value = ref output;
                    break;
                default:
                    problem = $"WordCount: unknown argument '{args[i]}'; {Usage}";
                    return false;
            }

            if (value is not null || i + 1 == args.Length)
            {
                problem = value is null ? $"WordCount: {args[i]} needs a value; {Usage}" : $"WordCount: {args[i]} is given twice; {Usage}";
                return false;
            }

            value = args[i + 1];
        }

        var isBook = input is null;
        input ??= Book.Find();
        problem = input is null ? $"WordCount: {Book.Name} is not here; give a text with --input" : null;
        arguments = input is null ? null : new Arguments(input, output, isBook);
        return input is not null;
    }
}
