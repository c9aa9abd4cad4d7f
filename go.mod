module github.com/naru-pay/naru

go 1.26
