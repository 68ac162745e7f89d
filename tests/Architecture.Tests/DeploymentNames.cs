using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Flink.Architecture.Tests;

/// <summary>
/// The engine is the same in every deployment, so no deployment's name occurs in it. The rule: in every .cs and .csproj file of Core,
/// Runtime and Streaming the words below may not occur anywhere (identifier, comment or literal, in any case of letters). The one
/// exception is a string literal in src/Core/Configuration: Flink's keys and values contain such words (execution.target: yarn-session).
/// Identifiers and comments there are held to the rule like all others.
/// </summary>
public static partial class DeploymentNames
{
    public static readonly string[] Projects = ["Core", "Runtime", "Streaming"];

    /// <summary>What the rule finds in one file, as "path(line): word".</summary>
    public static IEnumerable<string> FindIn(string relativePath, string text)
    {
        var hidden = relativePath.StartsWith("src/Core/Configuration/", StringComparison.Ordinal) ? LiteralsOf(text) : [];
        return Word().Matches(text)
            .Where(match => !hidden.Any(span => span.Start <= match.Index && match.Index < span.End))
            .Select(match => $"{relativePath}({text.AsSpan(0, match.Index).Count('\n') + 1}): {match.Value}");
    }

    private static (int Start, int End)[] LiteralsOf(string text) =>
    [
        .. CSharpSyntaxTree.ParseText(text).GetRoot().DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken)
                || token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken) || token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken)
                || token.IsKind(SyntaxKind.Utf8StringLiteralToken))
            .Select(token => (token.SpanStart, token.Span.End)),
    ];

    [GeneratedRegex("yarn|kubernetes|k8s|docker|hdfs|process ?driver", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
