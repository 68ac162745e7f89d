using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Flink.Architecture.Tests;

/// <summary>A fenced C# block of a Markdown file, and the line of that file on which its code begins.</summary>
public sealed record ReadmeCode(int FirstLine, string Text)
{
    // What a project with implicit usings sees, as the programs of README's readers do.
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    public static IEnumerable<ReadmeCode> BlocksOf(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() != "```csharp")
            {
                continue;
            }

            var first = i + 1;
            while (++i < lines.Length && lines[i].Trim() != "```")
            {
            }

            yield return new(first + 1, string.Join('\n', lines[first..Math.Min(i, lines.Length)]));
        }
    }

    /// <summary>Compiler errors of this block as a program of its own against everything the tests reference.</summary>
    public IEnumerable<string> Errors()
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var block = CSharpSyntaxTree.ParseText(Text, options);
        var isProgram = block.GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Any();
        var compilation = CSharpCompilation.Create("ReadmeBlock",
            [block, CSharpSyntaxTree.ParseText(ImplicitUsings, options)],
            References(),
            new(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable));

        return compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(d => $"line {FirstLine + d.Location.GetLineSpan().StartLinePosition.Line}: {d.Id} {d.GetMessage()}");
    }

    // The runtime's own list of what it may load: the framework and this test's output folder, the engine's packages included.
    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Select(path => MetadataReference.CreateFromFile(path));
}
