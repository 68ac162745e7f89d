using System.Globalization;
using System.Numerics;

namespace Flink.Examples;

/// <summary>The command line of an example: <c>--name value</c> pairs, each given once at most, or <c>--help</c>.</summary>
/// <param name="program">Name of the example, for messages.</param>
/// <param name="usage">What <c>--help</c> prints; its first line is shown with every problem.</param>
/// <param name="args">What was given.</param>
internal sealed class Arguments(string program, string usage, string[] args)
{
    private readonly HashSet<string> _known = [];
    private string? _problem;

    /// <summary>The text of an option; null when it is not given.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        var places = Enumerable.Range(0, args.Length).Where(i => i % 2 == 0 && args[i] == name).ToArray();
        if (places.Length > 1)
        {
            _problem ??= $"{name} is given twice";
        }
        else if (places.Length == 1 && places[0] + 1 == args.Length)
        {
            _problem ??= $"{name} needs a value";
        }

        return places.Length == 1 && places[0] + 1 < args.Length ? args[places[0] + 1] : null;
    }

    /// <summary>The number of an option, within bounds that are included.</summary>
    public T Number<T>(string name, T otherwise, T least, T most)
        where T : INumber<T>
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (!T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(number >= least && number <= most))
        {
            _problem ??= string.Create(CultureInfo.InvariantCulture, $"{name} is a number from {least} to {most}, and not '{text}'");
        }

        return number ?? otherwise;
    }

    /// <summary>Says that an option leaves no meaning to others.</summary>
    public void Exclude(string name, params string[] others)
    {
        if (args.Contains(name) && others.FirstOrDefault(args.Contains) is { } other)
        {
            _problem ??= $"{name} and {other} exclude each other";
        }
    }

    /// <summary>To be asked once all options have been read: whether the program is to end now, after help or a problem was printed.</summary>
    public bool EndProgram(out int exitCode)
    {
        if (args.Contains("--help"))
        {
            Console.Out.WriteLine(usage);
            exitCode = 0;
            return true;
        }

        var unknown = args.Where((argument, i) => i % 2 == 0 && !_known.Contains(argument)).FirstOrDefault();
        var problem = unknown is null ? _problem : $"unknown argument '{unknown}'";
        exitCode = problem is null ? 0 : 1;
        if (problem is not null)
        {
            Console.Error.WriteLine($"{program}: {problem}; {usage.Split('\n')[0]}");
        }

        return problem is not null;
    }
}
