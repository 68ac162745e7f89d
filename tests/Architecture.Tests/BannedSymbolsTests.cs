using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Flink.Architecture.Tests;

public class BannedSymbolsTests
{
    // The analyzer says nothing about an id that names nothing, so a slip of the pen would lift the ban.
    [Theory]
    [InlineData("eng/BannedSymbols.Deterministic.txt")]
    [InlineData("eng/BannedSymbols.Console.txt")]
    public void Every_banned_id_names_a_symbol_and_says_what_to_use(string list)
    {
        var framework = CSharpCompilation.Create("Framework", references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)));

        foreach (var line in File.ReadLines(Repository.PathOf(list)))
        {
            Assert.True(line.Split(';') is [_, { Length: > 0 }], $"{list}: '{line}' has no advice after a semicolon");
            Assert.True(DocumentationCommentId.GetFirstSymbolForDeclarationId(line.Split(';')[0], framework) is not null,
                $"{list}: '{line}' names nothing");
        }
    }

    [Fact]
    public void Only_the_print_sink_is_excused()
    {
        var excuses = Repository.Files()
            .Where(path => Path.GetExtension(path) is ".cs" or ".props" or ".csproj" or ".editorconfig")
            .Where(path => !path.EndsWith("BannedSymbolsTests.cs", StringComparison.Ordinal))
            .SelectMany(path => File.ReadLines(path).Where(IsExcuse).Select(line => $"{Repository.RelativeOf(path)}: {line.Trim()}"));

        Assert.Equal([".editorconfig: dotnet_diagnostic.RS0030.severity = none"], excuses);
    }

    private static bool IsExcuse(string line) => line.Contains("RS0030", StringComparison.Ordinal)
        && !line.Contains("RS0030.severity = warning", StringComparison.Ordinal);
}
